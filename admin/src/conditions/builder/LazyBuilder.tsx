import { type ComponentProps, lazy, Suspense } from 'react';
import { Placeholder } from '../../ui/Loaded.tsx';

const LazyBuilder = lazy(async () => ({
  default: (await import('./ConditionBuilder.tsx')).ConditionBuilder,
}));

/** The builder, loaded when it is first shown. */
export const ConditionBuilder = (props: ComponentProps<typeof LazyBuilder>) => (
  <Suspense fallback={<Placeholder rows={2} />}>
    <LazyBuilder {...props} />
  </Suspense>
);
