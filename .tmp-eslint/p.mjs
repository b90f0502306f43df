import {parseSync} from 'oxc-parser';
import * as tsp from '@typescript-eslint/parser';
for (const t of ["class A { constructor(@I(B) private readonly b?: B) {} }","class A { constructor(@O() public c: C = new C()) {} }","class A{ m(@Q('p') page?: string, @Q() q: X = {}) {} }","class A{ m(@B() { id, ...rest }: D) {} }"]) {
 const r=parseSync('a.ts',t,{astType:'ts',preserveParens:false,lang:'ts'}); let e='ok'; let a; try{a=tsp.parse(t,{range:true})}catch(x){e=x.message}
 const strip=(n)=>JSON.stringify(n,(k,v)=>['loc','parent','tokens','comments'].includes(k)?undefined:v&&v.range?{...v,start:v.range[0],end:v.range[1],range:undefined}:v);
 const ps=(p)=>p.body[0].body.body[0].value.params.map(x=>[x.type,x.range??[x.start,x.end],x.parameter?.range??[x.parameter?.start,x.parameter?.end], x.left?.range??[x.left?.start]]);
 console.log(t, r.errors.map(x=>x.message), e, JSON.stringify(ps(r.program)), a&&JSON.stringify(ps(a)));
}
