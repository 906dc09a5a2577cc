import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A test page talks to the server under test and to nothing else. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

type Found = { executablePath: string; args: string[] };

const onPath = (): string[] =>
  [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin'].flatMap((folder) =>
    names.map((name) => join(folder, name)),
  );

/** The browser that ships in a package, unpacked at its first use. */
const packaged = async (): Promise<Found> => {
  const { default: shipped } = await import('@sparticuz/chromium');
  return { executablePath: await shipped.executablePath(), args: shipped.args };
};

/** CHROME_PATH, the system's, Playwright's own, and last the one in a package. */
const findBrowser = async (): Promise<Found> => {
  const asked = process.env['CHROME_PATH'];
  if (asked !== undefined && !existsSync(asked))
    throw new Error(`There is no browser at CHROME_PATH: ${asked}`);
  const candidates = [asked, ...onPath(), chromium.executablePath()];
  const executablePath = candidates.find((path) => path !== undefined && existsSync(path));
  return executablePath === undefined ? packaged() : { executablePath, args: [] };
};

/** Starts the first browser there is, headless. */
export const launchChromium = async (): Promise<Browser> => {
  const { executablePath, args } = await findBrowser();
  return chromium.launch({ executablePath, args: [...quiet, ...args] });
};
