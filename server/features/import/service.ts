import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Purpose } from '#schemas/consent.ts';
import type { ImportMapping } from '#schemas/import-mapping.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { ImportCheckpoint, ImportCheckpointStore } from '#server/stores/import-checkpoints.ts';
import { createConsentEvents } from './consent-events.ts';
import { importSource, type Sinks, type SourceProgress, type SourceResult } from './import-source.ts';
import { createRemarksFile, type RemarksFile } from './remarks-file.ts';
import { createSurvey, type Survey } from './survey.ts';

export type ImportDependencies = Sinks & {
  checkpoints: ImportCheckpointStore;
  /** Lets this process see the catalogue that is stored now: folding reads categories and brands. */
  refreshEvidence: () => Promise<unknown>;
  /** Brings the profiles of all stored events up to date. */
  foldPending: (progress: (done: { events: number; total: number }) => void) => Promise<unknown>;
  /** Lets the models learn from what was imported. */
  train: () => Promise<unknown>;
  clock: Clock;
};

export type ImportProgress =
  | { phase: 'survey'; files: number; total: number }
  | ({ phase: 'store'; totalLines: number; doneLines: number } & SourceProgress)
  | { phase: 'fold'; events: number; total: number }
  | { phase: 'train'; done: boolean };

export type ImportOptions = {
  mapping: ImportMapping;
  /** Where a file that the mapping names is. */
  resolve: (file: string) => string;
  /** Where the report of rejected and remarked lines goes. */
  reportPath: string;
  /** Shifts the times of all events so that the newest is now. */
  rebase?: boolean;
  /** Purposes that the shop has its customers' consent for. */
  consent?: readonly Purpose[];
  /** Forgets how far an earlier run got. Ids stay the same, so this makes no duplicates either. */
  fromStart?: boolean;
  progress?: (progress: ImportProgress) => void;
};

export type ImportResult = {
  sources: SourceResult[];
  shift: number;
  storeSeconds: number;
  foldSeconds: number;
};

const runId = ({ mapping, consent = [], rebase = false }: ImportOptions): string =>
  createHash('sha256').update(JSON.stringify({ mapping, consent, rebase })).digest('hex').slice(0, 24);

const fresh = (source: string, shift: number, at: Date): ImportCheckpoint => ({
  source,
  records: 0,
  created: 0,
  known: 0,
  shift,
  done: false,
  at,
});

/** From the newest event of all files to now; files are shifted together, so their order stays. */
const shiftToNow = (surveys: readonly Survey[], now: Date): number => {
  const times = surveys.flatMap(({ newest }) => (newest ? [newest.getTime()] : []));
  return times.length > 0 ? now.getTime() - Math.max(...times) : 0;
};

const lineBalance = ({ created, known, merged, rejected, skipped }: SourceResult): number =>
  created + known + merged + rejected + skipped;

/** The import's promise, checked on every run instead of only in tests. */
const requireBalance = (result: SourceResult, surveyed: number): void => {
  if (result.lines === surveyed && lineBalance(result) === surveyed) return;
  throw new Error(
    `${result.file} has ${surveyed} lines, but ${lineBalance(result)} are accounted for: was it changed meanwhile?`,
  );
};

/** Makes the import of foreign files through a mapping. */
export const createImporter = (dependencies: ImportDependencies) => {
  const { checkpoints, clock } = dependencies;
  const secondsSince = (start: Date): number => (clock().getTime() - start.getTime()) / 1000;

  const surveyAll = async ({ mapping, resolve, rebase, progress }: ImportOptions): Promise<Survey[]> => {
    const survey = createSurvey(mapping, { resolve, times: rebase ?? false });
    const total = mapping.sources.length;
    const surveys: Survey[] = [];
    for (const source of mapping.sources) {
      surveys.push(await survey(source));
      progress?.({ phase: 'survey', files: surveys.length, total });
    }
    return surveys;
  };

  const earlierShift = async (run: string, surveys: readonly Survey[]): Promise<number | undefined> => {
    for (const { source, hash } of surveys) {
      const checkpoint = await checkpoints.read(run, source.name, hash);
      if (checkpoint) return checkpoint.shift;
    }
    return undefined;
  };

  const storeAll = async (
    options: ImportOptions,
    { run, surveys, shift, report }: { run: string; surveys: Survey[]; shift: number; report: RemarksFile },
  ): Promise<SourceResult[]> => {
    const { mapping, resolve, progress } = options;
    const totalLines = surveys.reduce((sum, { lines }) => sum + lines, 0);
    const consents = createConsentEvents(options.consent ?? []);
    const results: SourceResult[] = [];
    let before = 0;
    for (const { source, path, hash, lines } of surveys) {
      const start = clock();
      const stored = await importSource({
        context: { mapping, source, path, fileHash: hash, resolve, receivedAt: start, shift },
        sinks: dependencies,
        consents,
        checkpoint: (await checkpoints.read(run, source.name, hash)) ?? fresh(source.name, shift, start),
        save: (checkpoint) => checkpoints.save(run, hash, checkpoint),
        remarks: (remarks) => report.write(source.name, remarks),
        progress: (now) => progress?.({ phase: 'store', totalLines, doneLines: before + now.lines, ...now }),
      });
      const { created, known, merged, rejected, skipped, notes } = stored;
      const counts = { lines: stored.lines, created, known, merged, rejected, skipped, notes };
      const result = { source: source.name, file: basename(path), ...counts, seconds: secondsSince(start) };
      requireBalance(result, lines);
      results.push(result);
      before += lines;
    }
    return results;
  };

  return {
    /**
     * Stores what the files hold, folds it and trains the models on it. Restartable: an interrupted import goes on where it was, and a
     * finished one stores nothing twice.
     * @throws Error when a file cannot be read, or its lines do not add up
     */
    run: async (options: ImportOptions): Promise<ImportResult> => {
      const run = runId(options);
      if (options.fromStart) await checkpoints.forget(run);
      const surveys = await surveyAll(options);
      const rebased = options.rebase ? shiftToNow(surveys, clock()) : 0;
      const shift = (await earlierShift(run, surveys)) ?? rebased;
      const report = await createRemarksFile(options.reportPath);
      const start = clock();
      let sources: SourceResult[];
      try {
        sources = await storeAll(options, { run, surveys, shift, report });
      } finally {
        await report.close();
      }
      const storeSeconds = secondsSince(start);
      const folding = clock();
      await dependencies.refreshEvidence();
      await dependencies.foldPending((done) => options.progress?.({ phase: 'fold', ...done }));
      const foldSeconds = secondsSince(folding);
      options.progress?.({ phase: 'train', done: false });
      await dependencies.train();
      options.progress?.({ phase: 'train', done: true });
      return { sources, shift, storeSeconds, foldSeconds };
    },
  };
};
