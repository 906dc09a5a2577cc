import { createHash } from 'node:crypto';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import {
  type KeptOutcomes,
  type KeptStock,
  keepEvidence,
  type RestoredEvidence,
  restoreEvidence,
} from '#server/domain/decisions/kept-evidence.ts';
import type { EvidenceHead, EvidenceHeadStore } from '#server/stores/evidence-heads.ts';
import type { EvidencePartStore } from '#server/stores/evidence-parts.ts';

type Dependencies = {
  parts: EvidencePartStore;
  heads: Pick<EvidenceHeadStore, 'many'>;
  /** The products that variants in force require. */
  requiredProducts: () => Iterable<string>;
  /** For how long decisions are kept. */
  retentionDays: () => number;
};

const hour = 3_600_000;
const day = 24 * hour;
/** How much longer than decisions their evidence lives: far longer than `renewMs`. */
const margin = 2 * day;
/** A part that stays in force is kept again so often. */
const renewMs = hour;

const hashOf = (content: unknown): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('base64url');

/** Keeps of every evidence what choices read, for as long as there are decisions that were made with it. */
export const createEvidenceArchive = (dependencies: Dependencies) => {
  const { parts, heads, requiredProducts, retentionDays } = dependencies;
  /** What this process has kept of late, by kind of part. */
  const renewed = new Map<string, { hash: string; at: number }>();

  const keepPart = async (kind: 'outcomes' | 'stock', content: unknown, at: Date): Promise<string> => {
    const hash = hashOf([kind, content]);
    const last = renewed.get(kind);
    if (last?.hash === hash && at.getTime() - last.at < renewMs) return hash;
    await parts.keep(hash, content, new Date(at.getTime() + retentionDays() * day + margin));
    renewed.set(kind, { hash, at: at.getTime() });
    return hash;
  };

  const restore = (head: EvidenceHead, contents: ReadonlyMap<string, unknown>): RestoredEvidence | null => {
    const outcomes = contents.get(head.versions.outcomes) as KeptOutcomes | undefined;
    const stock = contents.get(head.versions.stock) as KeptStock | undefined;
    return outcomes && stock ? restoreEvidence(head, { outcomes, stock }) : null;
  };

  return {
    /** Durable when it returns; the hashes by which a head names the parts. */
    keep: async (
      evidence: Pick<Evidence, 'catalogue' | 'outcomes'>,
      at: Date,
    ): Promise<{ outcomes: string; stock: string }> => {
      const { outcomes, stock } = keepEvidence(evidence, requiredProducts());
      return {
        outcomes: await keepPart('outcomes', outcomes, at),
        stock: await keepPart('stock', stock, at),
      };
    },

    /** By number; what is no longer kept is not in it. */
    read: async (numbers: readonly number[]): Promise<Map<number, RestoredEvidence>> => {
      const found = await heads.many(numbers);
      const hashes = found.flatMap(({ versions }) => [versions.outcomes, versions.stock]);
      const contents = await parts.read([...new Set(hashes)]);
      const restored = found.map((head) => [head.number, restore(head, contents)] as const);
      return new Map(restored.flatMap(([number, evidence]) => (evidence ? [[number, evidence]] : [])));
    },
  };
};

export type EvidenceArchive = ReturnType<typeof createEvidenceArchive>;
