import { setTimeout as sleep } from 'node:timers/promises';

type Fields = { id?: string; data?: string; retry?: number };

const fieldsOf = (block: string): Fields => {
  const fields: Fields = {};
  for (const line of block.split('\n')) {
    const [, name, value = ''] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    if (name === 'id' || name === 'data') fields[name] = value;
    if (name === 'retry') fields.retry = Number(value);
  }
  return fields;
};

/**
 * As much of a browser's EventSource as this version of Node lacks: messages, the last event's id, and coming back
 * after a connection that ended. An answer other than 200 is final.
 */
export class TestEventSource extends EventTarget {
  static readonly opened = new Set<TestEventSource>();
  readonly url: string;
  readyState = 0;
  lastEventId = '';
  #retryMs = 1000;
  readonly #controller = new AbortController();

  constructor(url: string) {
    super();
    this.url = url;
    TestEventSource.opened.add(this);
    void this.#connect();
  }

  close(): void {
    this.readyState = 2;
    TestEventSource.opened.delete(this);
    this.#controller.abort();
  }

  async #connect(): Promise<void> {
    while (this.readyState !== 2) {
      await this.#read().catch(() => undefined);
      if ((this.readyState as number) === 2) return;
      this.readyState = 0;
      this.dispatchEvent(new Event('error'));
      await sleep(this.#retryMs);
    }
  }

  async #read(): Promise<void> {
    const headers = {
      accept: 'text/event-stream',
      ...(this.lastEventId && { 'last-event-id': this.lastEventId }),
    };
    const response = await fetch(this.url, { headers, signal: this.#controller.signal });
    if (response.status !== 200) {
      this.close();
      this.dispatchEvent(new Event('error'));
      return;
    }
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) this.#take(fieldsOf(block));
    }
  }

  #take({ id, data, retry }: Fields): void {
    if (retry !== undefined) this.#retryMs = retry;
    if (id !== undefined) this.lastEventId = id;
    if (data !== undefined) this.dispatchEvent(new MessageEvent('message', { data }));
  }
}
