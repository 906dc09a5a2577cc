import { useSyncExternalStore } from 'react';

export const environmentNames = ['production', 'staging'] as const;
export type EnvironmentName = (typeof environmentNames)[number];

const storageKey = 'attune.environment';
const listeners = new Set<() => void>();

const isEnvironment = (name: string | null): name is EnvironmentName =>
  environmentNames.some((known) => known === name);

/** The environment that every request is about. */
export const currentEnvironment = (): EnvironmentName => {
  const stored = localStorage.getItem(storageKey);
  return isEnvironment(stored) ? stored : 'production';
};

export const chooseEnvironment = (name: EnvironmentName): void => {
  localStorage.setItem(storageKey, name);
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useEnvironment = (): EnvironmentName => useSyncExternalStore(subscribe, currentEnvironment);
