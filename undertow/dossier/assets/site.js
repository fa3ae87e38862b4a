const fold=s=>s.normalize('NFKD').replace(/\p{M}/gu,'').toLowerCase(),words=document.getElementById('words'),hits=document.getElementById('hits'),found=document.getElementById('found'),root=document.documentElement,most=40;
const rows=JSON.parse(document.getElementById('index').textContent).flatMap(d=>[{d,n:0,s:d.q||d.t,g:'',e:'',text:fold(d.t+' '+d.q)},...d.f.map(([n,s,g,e])=>({d,n,s,g,e,text:fold(s+' '+g+' '+e+' '+d.t)}))]);
const part=(name,text,into,link)=>{const e=document.createElement(name);e.textContent=text;if(link)e.href=link;into.append(e);return e};
const look=()=>{const asked=fold(words.value).split(/\s+/).filter(Boolean);hits.replaceChildren();
 if(!asked.length){found.textContent='';return}
 const all=rows.filter(r=>asked.every(w=>r.text.includes(w)));
 found.textContent=(all.length===1?'1 place':all.length.toLocaleString('en')+' places')+' found'+(all.length>most?', the first '+most+' are shown':'')+'.';
 for(const r of all.slice(0,most)){const li=part('li','',hits);part('span',r.g?r.g[0].toUpperCase()+r.g.slice(1):'Dossier',li).className='grade';
  const p=part('p','',li);p.className='say';p.dir='auto';part('a',r.s,p,r.d.h+(r.n?'#f'+r.n:''));
  part('div',r.n?(r.e?r.e+' · ':'')+'finding '+r.n+' of “'+r.d.t+'”':'“'+r.d.t+'”',li).className='from'}};
words.addEventListener('input',look);document.getElementById('search').hidden=false;if(words.value)look();
const theme=document.getElementById('theme');theme.hidden=false;
theme.onclick=()=>{const dark=root.dataset.theme?root.dataset.theme==='dark':matchMedia('(prefers-color-scheme: dark)').matches;root.dataset.theme=dark?'light':'dark'};
