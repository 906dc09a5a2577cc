import { openServices } from '#server/cli/services.ts';
import { parseConfig } from '#server/config.ts';
import { openInstallation } from '#server/installation.ts';
const s = await openInstallation(parseConfig(process.env));
const keep=setInterval(()=>{},1000);
for (const n of [1,50,101,150,200,300]) { try { const r = await s.db.collection('products').find({scope:'default/production'} as any,{batchSize:5000, limit:n}).toArray(); console.log(n, r.length); } catch(e){console.log(n,'ERR',(e as Error).message)} }
clearInterval(keep); await s.close();
