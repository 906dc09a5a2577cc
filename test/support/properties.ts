import fc from 'fast-check';

/** The same cases in every run, so that a red test is a changed product; PROPERTY_SEED looks at others. */
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20_260_101) });
