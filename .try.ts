import { openServices } from '#server/cli/services.ts';
import { parseConfig } from '#server/config.ts';
const s = await openServices(parseConfig(process.env),'production');
const keep=setInterval(()=>{},1000);
let t=Date.now();
const orig=s.environment.evidences.refresh;
try { console.log(await s.environment.demo.seed({ size:{customers:Number(process.argv[2]??200),days:60}, progress:(p)=>console.log(Date.now()-t,JSON.stringify(p)) })); } catch(e){console.log('ERR',e)}
console.log('total', Date.now()-t);
clearInterval(keep); await s.close();
