"""Posts and accounts as pages of the X API v2, one response a line, and as the user table of twarc-csv."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from undertow.synthetic.fiction import COLLECTED, Defects, Fiction, Person, Post

PAGE = 100
_API = "https://api.platform.example/2"
USER_COLUMNS = (
    "id", "created_at", "username", "name", "description", "location", "pinned_tweet_id", "profile_image_url", "protected",
    "public_metrics.followers_count", "public_metrics.following_count", "public_metrics.listed_count",
    "public_metrics.tweet_count", "url", "verified", "verified_type", "__twarc.retrieved_at", "__twarc.url", "__twarc.version",
)  # fmt: skip


def write_posts(fiction: Fiction, path: Path) -> None:
    """All posts, newest first as the API gives them, with the defects mixed in."""
    posts = sorted(fiction.posts, key=lambda post: (post.at, post.number), reverse=True)
    reposted = Counter(post.repost_of.number for post in posts if post.repost_of is not None)
    pages = [_page_of_posts(posts[at : at + PAGE], reposted) for at in range(0, len(posts), PAGE)]
    if fiction.defects is not None:
        _damage(pages, fiction.defects)
    _write_lines(path, pages)


def write_users(people: Sequence[Person], path: Path) -> None:
    """Profiles as a page of users that was asked for by name."""
    url = f"{_API}/users/by?usernames={'%2C'.join(person.handle for person in people)}"
    page = {"data": [_user(person) for person in people], "__twarc": _twarc(url)}
    _write_lines(path, [page])


def write_followers(handle: str, followers: Sequence[Person], path: Path) -> None:
    """A follower list as pages of users, newest follower first."""
    pages = []
    for at in range(0, len(followers), PAGE):
        data = [_user(person) for person in followers[at : at + PAGE]]
        pages.append({"data": data, "meta": {"result_count": len(data)}, "__twarc": _twarc(_followers_of(handle))})
    _write_lines(path, pages)


def write_followers_csv(handle: str, followers: Sequence[Person], path: Path) -> None:
    """A follower list as twarc-csv writes users, newest follower first."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(USER_COLUMNS)
        for person in followers:
            user = _user(person)
            metrics = user["public_metrics"]
            values = {f"public_metrics.{key}": value for key, value in metrics.items()} | user
            values |= {f"__twarc.{key}": value for key, value in _twarc(_followers_of(handle)).items()}
            writer.writerow([values.get(column, "") for column in USER_COLUMNS])


def _page_of_posts(posts: Sequence[Post], reposted: Counter[int]) -> dict[str, Any]:
    others = {other.number: other for post in posts for other in (post.repost_of, post.reply_to) if other is not None}
    authors = {post.author.id: post.author for post in (*posts, *others.values())}
    return {
        "data": [_tweet(post, reposted) for post in posts],
        "includes": {
            "users": [_user(person) for person in authors.values()],
            "tweets": [_tweet(p, reposted) for p in others.values()],
        },
        "meta": {"newest_id": posts[0].id, "oldest_id": posts[-1].id, "result_count": len(posts)},
        "__twarc": _twarc(f"{_API}/tweets/search/all?query=%23ReturnNow+OR+url%3Anorvan"),
    }


def _tweet(post: Post, reposted: Counter[int]) -> dict[str, Any]:
    tweet: dict[str, Any] = {
        "id": post.id,
        "author_id": post.author.id,
        "created_at": _time(post.at),
        "text": post.text,
        "lang": post.language,
        "conversation_id": (post.reply_to or post).id,
        "public_metrics": {
            "retweet_count": reposted[post.number],
            "reply_count": post.number % 4,
            "like_count": 2 * reposted[post.number] + post.number % 7,
            "quote_count": 0,
        },
    }
    references = [
        {"type": kind, "id": other.id}
        for kind, other in (("retweeted", post.repost_of), ("replied_to", post.reply_to))
        if other
    ]
    if references:
        tweet["referenced_tweets"] = references
    if post.reply_to is not None:
        tweet["in_reply_to_user_id"] = post.reply_to.author.id
    if entities := _entities(post):
        tweet["entities"] = entities
    return tweet


def _entities(post: Post) -> dict[str, Any]:
    entities: dict[str, Any] = {}
    if post.hashtags:
        entities["hashtags"] = [{"start": max(0, post.text.find("#" + tag)), "tag": tag} for tag in post.hashtags]
    if post.links:
        entities["urls"] = [
            {"start": max(0, post.text.find(url)), "url": url, "expanded_url": url} for url in post.links
        ]
    if post.repost_of is not None:
        author = post.repost_of.author
        entities["mentions"] = [{"start": 3, "username": author.handle, "id": author.id}]
    return entities


def _user(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "username": person.handle,
        "name": person.name,
        "created_at": _time(person.created_at),
        "description": person.description,
        "location": person.location,
        "protected": False,
        "verified": False,
        "public_metrics": {
            "followers_count": person.followers,
            "following_count": person.following,
            "tweet_count": person.posts,
            "listed_count": person.followers // 400,
        },
    }


def _damage(pages: list[dict[str, Any]], defects: Defects) -> None:
    twice = defects.page_twice % len(pages)
    pages.insert(twice + 1, pages[twice])
    for number, item in enumerate(defects.items):
        page = pages[(twice + 2 + number) % len(pages)]
        page["data"].insert(len(page["data"]) // 2, item)


def _twarc(url: str) -> dict[str, str]:
    return {"url": url, "version": "2.14.0", "retrieved_at": f"{COLLECTED:%Y-%m-%dT%H:%M:%S}+00:00"}


def _followers_of(handle: str) -> str:
    return f"{_API}/users/{handle}/followers?max_results={PAGE}"


def _time(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds") + "Z"


def _write_lines(path: Path, pages: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for page in pages:
            file.write(json.dumps(page, ensure_ascii=False, separators=(",", ":")) + "\n")
