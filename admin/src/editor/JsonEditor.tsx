import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, syntaxTree } from '@codemirror/language';
import { type Diagnostic, linter, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { Box } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { useEffect, useRef } from 'react';
import type { Fault } from '../document/faults.ts';
import { changeBetween } from './change-between.ts';
import { locate } from './locate.ts';
import { editorLook } from './look.ts';

type Props = {
  label: string;
  value: string;
  faults?: readonly Fault[];
  /** Read-only without it. */
  onChange?: (value: string) => void;
};

const behavior: Extension = [
  lineNumbers(),
  foldGutter(),
  history(),
  bracketMatching(),
  indentOnInput(),
  highlightActiveLine(),
  EditorView.lineWrapping,
  json(),
  keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap]),
];

const diagnosticsOf = (state: EditorState, faults: readonly Fault[]): Diagnostic[] =>
  faults.map(({ path, message }) => {
    const read = (from: number, to: number): string => state.sliceDoc(from, to);
    return { ...locate(syntaxTree(state), path, read), severity: 'error', message };
  });

/** Replaces only what differs, so that cursor, selection and folds stay where they are. */
const replaceText = (view: EditorView, text: string): void => {
  const present = view.state.doc.toString();
  if (present !== text) view.dispatch({ changes: changeBetween(present, text) });
};

/** JSON with line numbers, folding and faults marked where they are. Tab leaves the editor. */
export const JsonEditor = ({ label, value, faults, onChange }: Props) => {
  const theme = useTheme();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ value, onChange });
  latest.current = { value, onChange };
  const editable = onChange !== undefined;

  useEffect(() => {
    if (host.current === null) return;
    const report = EditorView.updateListener.of((update) => {
      if (update.docChanged) latest.current.onChange?.(update.state.doc.toString());
    });
    const writing: Extension = editable
      ? [linter(jsonParseLinter(), { delay: 300 }), lintGutter(), report]
      : [EditorState.readOnly.of(true)];
    const attributes = EditorView.contentAttributes.of({ 'aria-label': label });
    const created = new EditorView({
      parent: host.current,
      doc: latest.current.value,
      extensions: [behavior, editorLook(theme), attributes, writing],
    });
    view.current = created;
    return () => {
      created.destroy();
      view.current = null;
    };
  }, [theme, label, editable]);

  useEffect(() => {
    if (view.current) replaceText(view.current, value);
  }, [value]);

  useEffect(() => {
    if (!view.current || !faults) return;
    view.current.dispatch(setDiagnostics(view.current.state, diagnosticsOf(view.current.state, faults)));
  }, [faults]);

  return <Box ref={host} />;
};
