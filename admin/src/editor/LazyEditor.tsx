import { type ComponentProps, lazy, Suspense } from 'react';
import { Placeholder } from '../ui/Loaded.tsx';

const LazyEditor = lazy(async () => ({ default: (await import('./JsonEditor.tsx')).JsonEditor }));
const LazyDiff = lazy(async () => ({ default: (await import('./JsonDiff.tsx')).JsonDiff }));

/** The JSON editor, loaded when it is first shown. */
export const JsonEditor = (props: ComponentProps<typeof LazyEditor>) => (
  <Suspense fallback={<Placeholder rows={2} />}>
    <LazyEditor {...props} />
  </Suspense>
);

/** The side-by-side comparison, loaded when it is first shown. */
export const JsonDiff = (props: ComponentProps<typeof LazyDiff>) => (
  <Suspense fallback={<Placeholder rows={2} />}>
    <LazyDiff {...props} />
  </Suspense>
);
