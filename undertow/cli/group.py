"""The command group: finds the case, and turns errors into one message each and bugs into a report."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from undertow.cli.printing import shown
from undertow.crash import crash_report
from undertow.errors import UndertowError
from undertow.unloaded import leave_out
from undertow.version import __version__

if TYPE_CHECKING:
    from undertow.case import Case

EXIT_FAILED, EXIT_USAGE = 1, 2


class Commands(click.Group):
    """Commands whose errors are one message, and whose bugs leave a report instead of a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        if (
            not args and not kwargs and not any(word.endswith("spark") for word in sys.argv)
        ):  # a program of its own; Spark works with pandas
            leave_out("pandas")
        try:
            return super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.exceptions.Exit as stop:
            sys.exit(stop.exit_code)
        except click.Abort:
            _fail("Stopped. What was finished is kept; run the command again to go on.", 130)
        except click.UsageError as error:
            where = f" See `{error.ctx.command_path} --help`." if error.ctx else ""
            _fail(error.format_message() + where)
        except click.ClickException as error:
            _fail(error.format_message())
        except UndertowError as error:
            _fail(str(error))
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except OSError as error:
            _fail(
                f"{error.filename or 'The system'}: {error.strerror or error}. Check the place, its permissions and the free space."
            )
        except Exception as error:  # noqa: BLE001  # the one place where a bug is turned into a report
            _fail(
                f"undertow met a bug of its own ({type(error).__name__}). A crash report is in {crash_report()}; please send it. Your case is as it was.",
                EXIT_FAILED,
            )


def _fail(message: str, status: int = EXIT_USAGE) -> None:
    click.echo(f"undertow: {shown(message)}", err=True)
    sys.exit(status)


def current_case() -> Case:
    """The case named by -C, or the folder one stands in. Raises: UnknownName."""
    from undertow.case import Case

    return Case.open(click.get_current_context().find_root().obj, say=lambda text: click.echo(shown(text), err=True))


with_json = click.option("--json", "as_json", is_flag=True, help="Print data as JSON.")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="undertow")
@click.option("-C", "directory", default=".", metavar="DIR", help="The case folder, if not this one.")
@click.pass_context
def main(context: click.Context, directory: str) -> None:
    """From an investigator's files to a dossier of findings, each with its size, uncertainty, comparison and evidence.

    Start with `undertow demo`, or `undertow new DIR`, `undertow -C DIR add FILE`, `undertow -C DIR run`, `undertow -C DIR publish`.
    """
    context.obj = Path(directory)
