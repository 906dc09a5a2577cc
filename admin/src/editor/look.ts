import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Theme } from '@mui/material/styles';
import { cspNonce } from '../nonce.ts';

const highlight = ({ palette }: Theme): Extension =>
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: tags.propertyName, color: palette.primary.main },
      { tag: tags.string, color: palette.success.main },
      { tag: [tags.number, tags.bool, tags.null], color: palette.warning.main },
      { tag: tags.invalid, color: palette.error.main },
    ]),
  );

/** Editors in the colors of the page; their style elements carry the page's nonce. */
export const editorLook = (theme: Theme): Extension => {
  const { palette } = theme;
  return [
    EditorView.cspNonce.of(cspNonce()),
    highlight(theme),
    EditorView.theme(
      {
        '&': { color: palette.text.primary, backgroundColor: palette.background.paper, fontSize: '13px' },
        '.cm-scroller': { fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace' },
        '.cm-content': { caretColor: palette.text.primary, paddingBlock: '10px' },
        '.cm-gutters': {
          backgroundColor: palette.background.paper,
          color: palette.text.secondary,
          borderRight: `1px solid ${palette.divider}`,
        },
        '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: palette.action.hover },
        '.cm-tooltip': {
          backgroundColor: palette.background.paper,
          color: palette.text.primary,
          border: `1px solid ${palette.divider}`,
        },
        // the library's own mark is missing from most fonts
        '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"⋯"' },
        '&.cm-focused': { outline: `2px solid ${palette.primary.main}`, outlineOffset: '-2px' },
      },
      { dark: palette.mode === 'dark' },
    ),
  ];
};
