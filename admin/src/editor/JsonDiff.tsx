import { json } from '@codemirror/lang-json';
import { MergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { Box } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { useEffect, useRef } from 'react';
import { editorLook } from './look.ts';

const pretty = (value: unknown): string => (value === null ? '' : (JSON.stringify(value, null, 2) ?? ''));

const readOnly = (label: string): Extension => [
  lineNumbers(),
  json(),
  EditorView.lineWrapping,
  EditorState.readOnly.of(true),
  EditorView.contentAttributes.of({ 'aria-label': label }),
];

/** Two documents side by side with their differences marked; long equal parts are folded away. */
export const JsonDiff = ({ before, after }: { before: unknown; after: unknown }) => {
  const theme = useTheme();
  const host = useRef<HTMLDivElement>(null);
  const [left, right] = [pretty(before), pretty(after)];
  useEffect(() => {
    if (host.current === null) return;
    const look = editorLook(theme);
    const merge = new MergeView({
      parent: host.current,
      a: { doc: left, extensions: [readOnly('Before'), look] },
      b: { doc: right, extensions: [readOnly('After'), look] },
      collapseUnchanged: { margin: 3, minSize: 6 },
    });
    return () => merge.destroy();
  }, [theme, left, right]);
  return <Box ref={host} sx={{ border: 1, borderColor: 'divider', borderRadius: 1, overflow: 'auto' }} />;
};
