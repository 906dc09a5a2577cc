import { createContext } from 'react';

/** Hears of fields whose text means nothing: which, and what is wrong with it; undefined once it is mended. */
export type ReportBroken = (field: string, fault: string | undefined) => void;

export const BrokenContext = createContext<ReportBroken>(() => undefined);
