/** A crew of writers in a process of its own: does what its parent asks, and answers when it is done. */
import { type CrewOptions, createCrew } from './store-crew.ts';

const crew = createCrew(JSON.parse(process.argv[2] ?? '') as CrewOptions);

process.on('message', async (ask: 'write' | 'settle' | 'judge' | 'close') => {
  process.send?.({ answer: await crew[ask]() });
  if (ask === 'close') process.disconnect();
});
