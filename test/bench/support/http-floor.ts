/**
 * The least that a decision over Express can cost: helmet, pino-http, express.json, one lean findOne, and a reply that
 * is ready. Its parent tells the reply and asks for the processor time it has used.
 */
import type { AddressInfo } from 'node:net';
import express from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { createLogger } from '#server/platform/logger.ts';
import { collection, connectMongo } from '#server/platform/mongo.ts';

const [uri = ''] = process.argv.slice(2);
const db = await connectMongo(uri);
const profiles = collection<{ _id: string }>('customer_profiles', [])(db);
let reply: unknown = {};

const app = express();
app.use(helmet(), pinoHttp({ logger: createLogger('warn') }), express.json());
app.post('/experience', async (req, res) => {
  await profiles.findOne({ _id: `default/production/customer_id:${req.body.customer_id}` }).lean();
  res.json(reply);
});

const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ url: `http://127.0.0.1:${port}/experience` });
});

process.on('message', (message: { reply?: unknown }) => {
  if (message.reply !== undefined) reply = message.reply;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: user + system });
});
