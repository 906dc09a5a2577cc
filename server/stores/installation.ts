import { type Connection, collection, isDuplicateKey } from '#server/platform/mongo.ts';

/** What belongs to one installation as a whole. */
export type Installation = {
  _id: 'installation';
  /** Signs experience tokens; never leaves the server. */
  secret: string;
  createdAt: Date;
  /** Absent: never loaded. A load that was cut off is repeated as of the same time, so it adds nothing twice. */
  demo?: { state: 'loading' | 'loaded' | 'removed'; at: Date };
};

/** The one environment that the demo shop is loaded into. */
export const demoEnvironment = 'production';

/** Is there anything of the demo shop? A load that is under way counts, and so does a removal until it is done. */
export const isDemoLoaded = (installation: Installation | null): boolean =>
  installation?.demo !== undefined && installation.demo.state !== 'removed';

const installations = collection<Installation>('installation', []);

export const installationStore = (db: Connection) => {
  const model = installations(db);
  const read = (): Promise<Installation | null> =>
    model.findOne({ _id: 'installation' }).lean<Installation | null>();
  return {
    read,

    /** The installation; made with these values if it is new. Two processes that start at once agree. */
    ensure: async (secret: string, createdAt: Date): Promise<Installation> => {
      try {
        await model.collection.insertOne({ _id: 'installation', secret, createdAt } as never);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      return (await read()) as Installation;
    },

    setDemo: async (demo: NonNullable<Installation['demo']>): Promise<void> => {
      await model.updateOne({ _id: 'installation' }, { $set: { demo } });
    },
  };
};

export type InstallationStore = ReturnType<typeof installationStore>;
