const d='/work/main/.tmp-eslint/dist/';
const t0=performance.now();
const {discover}=await import(d+'project/discover.js');
const {readSources}=await import(d+'project/sources.js');
const {linkProject}=await import(d+'project/link.js');
const {detectLayout}=await import(d+'project/layout.js');
const {createResolver}=await import(d+'project/resolve.js');
const {checks}=await import(d+'checks/index.js');
const {runChecks}=await import(d+'hosts/run-laws.js');
const {statSync}=await import('node:fs');
const {cpuUsage}=process;
console.log('import',performance.now()-t0);
const T=(n,f)=>{const c=process.cpuUsage();const t=performance.now();const r=f();const u=process.cpuUsage(c);console.log(n,Math.round(performance.now()-t),'cpu',Math.round((u.user+u.system)/1000));return r};
const root='/work/corpus/medusajs+medusa';
for(let k=0;k<2;k++){
const disc=T('discover',()=>discover(root,{}));
console.log(disc.files.length, disc.documents.length, disc.files.filter(f=>f.kind==='runtime').length);
T('stat',()=>{for(const f of disc.files)statSync(root+'/'+f.path,{throwIfNoEntry:false})});
const s=T('read',()=>readSources(disc,()=>{}));
for(let i=0;i<2;i++){
const res=createResolver(disc.root,disc.packages,new Set(disc.files.map(f=>f.path)));
const layout=T('layout',()=>detectLayout(disc,{}));
const p=T('link',()=>linkProject({files:[...s.facts.values()],documentTables:s.documentTables,packages:disc.packages,layout,resolver:res,recognisers:{}}));
for(const c of checks)T(c.id,()=>runChecks([c],p,()=>({})));
}}
