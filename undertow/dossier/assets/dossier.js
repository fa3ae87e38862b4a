const root=document.documentElement,all=document.querySelectorAll('details');
document.addEventListener('click',e=>{const b=e.target.closest('button');if(!b)return;
 if(b.classList.contains('copy')){navigator.clipboard?.writeText(b.previousElementSibling.textContent);b.textContent='Copied'}
 if(b.id==='theme'){const dark=root.dataset.theme?root.dataset.theme==='dark':matchMedia('(prefers-color-scheme: dark)').matches;root.dataset.theme=dark?'light':'dark'}
 if(b.id==='open'){const open=b.getAttribute('aria-pressed')!=='true';all.forEach(d=>d.open=open);b.setAttribute('aria-pressed',open)}});
addEventListener('beforeprint',()=>all.forEach(d=>{d.dataset.was=d.open?1:'';d.open=true}));
addEventListener('afterprint',()=>all.forEach(d=>d.open=!!d.dataset.was));
const links=new Map([...document.querySelectorAll('.contents a')].map(a=>[a.hash.slice(1),a]));
const seen=new IntersectionObserver(es=>es.forEach(e=>{if(e.isIntersecting){links.forEach(a=>a.removeAttribute('aria-current'));links.get(e.target.id)?.setAttribute('aria-current','true')}}),{rootMargin:'-10% 0px -80% 0px'});
links.forEach((a,id)=>{const s=document.getElementById(id);s&&id!=='findings'&&seen.observe(s)});
document.querySelectorAll('.facts-row code').forEach(c=>{const b=document.createElement('button');b.type='button';b.className='copy button';b.textContent='Copy';c.after(' ',b)});
document.querySelectorAll('.tools button').forEach(b=>b.hidden=false);
const listen=document.getElementById('listen');
if(listen){const audio=listen.querySelector('audio'),speak=listen.querySelector('#speak'),voice=self.speechSynthesis;
 if(audio)listen.querySelectorAll('.play').forEach(b=>{b.hidden=false;b.onclick=()=>{audio.currentTime=+b.dataset.at;audio.play()}});
 if(voice){const stop=()=>{voice.cancel();speak.setAttribute('aria-pressed','false');speak.textContent='Read aloud by the browser'};
  stop();speak.hidden=false;addEventListener('pagehide',stop);
  speak.onclick=()=>{if(speak.getAttribute('aria-pressed')==='true')return stop();audio?.pause();
   speak.setAttribute('aria-pressed','true');speak.textContent='Stop reading';
   const said=[...listen.querySelectorAll('.said')].map(p=>{const u=new SpeechSynthesisUtterance(p.textContent);u.lang='en-GB';voice.speak(u);return u});
   said.at(-1).onend=said.at(-1).onerror=stop}}}
