// Run by mongosh once: makes the three servers one replica set, and waits until one of them takes writes.
const members = ['mongo1', 'mongo2', 'mongo3'].map((host, _id) => ({ _id, host: `${host}:27017` }));

try {
  rs.initiate({ _id: 'rs0', members });
} catch (error) {
  if (error.codeName !== 'AlreadyInitialized') throw error;
}
while (!db.hello().isWritablePrimary && !db.hello().primary) sleep(500);
print('replica set rs0 is ready');
