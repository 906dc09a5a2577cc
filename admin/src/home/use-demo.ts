import { useView } from '../ui/use-view.ts';

/** Is the made-up shop in this environment? Undefined until it is known. */
export const useDemo = (): boolean | undefined => useView<{ loaded: boolean }>('demo').value?.loaded;
