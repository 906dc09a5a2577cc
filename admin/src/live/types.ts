/** An event as the stream shows it. */
export type LiveEvent = {
  messageId: string;
  profileId: string;
  type: string;
  data: Record<string, unknown>;
  source: string;
  at: string;
  /** 0 to 1. */
  significance: number;
};
