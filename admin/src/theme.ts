import type { PaletteOptions, Theme } from '@mui/material/styles';
import { defaultTheme, type RaThemeOptions } from 'react-admin';

const fontFamily =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif';

/** Every text color has at least 4.5 : 1 against both surfaces of its mode (WCAG 2.2 AA). */
const lightPalette: PaletteOptions = {
  mode: 'light',
  primary: { main: '#4338ca', contrastText: '#ffffff' },
  secondary: { main: '#4338ca', contrastText: '#ffffff' },
  success: { main: '#166534', contrastText: '#ffffff' },
  error: { main: '#b42318', contrastText: '#ffffff' },
  warning: { main: '#8a4b00', contrastText: '#ffffff' },
  info: { main: '#1e5a9e', contrastText: '#ffffff' },
  background: { default: '#f6f7fb', paper: '#ffffff' },
  text: { primary: '#171a2b', secondary: '#4d5368', disabled: '#6b7186' },
  divider: '#e1e4ee',
};

const darkPalette: PaletteOptions = {
  mode: 'dark',
  primary: { main: '#a5b4fc', contrastText: '#14162a' },
  secondary: { main: '#a5b4fc', contrastText: '#14162a' },
  success: { main: '#7bd6a0', contrastText: '#0d1f15' },
  error: { main: '#ff9c92', contrastText: '#2a0d0a' },
  warning: { main: '#f3c46b', contrastText: '#261a03' },
  info: { main: '#93c5fd', contrastText: '#0b1a2e' },
  background: { default: '#12131c', paper: '#1b1d2a' },
  text: { primary: '#eceefa', secondary: '#b3b8cc', disabled: '#9298b0' },
  divider: '#31354a',
};

type Themed = { theme: Theme };

const components: NonNullable<RaThemeOptions['components']> = {
  ...defaultTheme.components,
  MuiPaper: {
    defaultProps: { elevation: 0 },
    styleOverrides: { root: { backgroundImage: 'none' } },
  },
  MuiCircularProgress: { defaultProps: { 'aria-label': 'Loading' } },
  MuiCard: {
    styleOverrides: { root: ({ theme }: Themed) => ({ border: `1px solid ${theme.palette.divider}` }) },
  },
  MuiButton: {
    defaultProps: { disableElevation: true },
    styleOverrides: { root: { textTransform: 'none', fontWeight: 600 } },
  },
  MuiTab: { styleOverrides: { root: { textTransform: 'none', fontWeight: 600, minHeight: 44 } } },
  MuiTabs: { styleOverrides: { root: { minHeight: 44 } } },
  MuiChip: { styleOverrides: { root: { fontWeight: 600 } } },
  MuiTableCell: {
    styleOverrides: {
      root: ({ theme }: Themed) => ({ borderColor: theme.palette.divider }),
      head: ({ theme }: Themed) => ({
        fontWeight: 600,
        color: theme.palette.text.secondary,
        backgroundColor: theme.palette.background.paper,
      }),
    },
  },
  MuiTextField: { defaultProps: { variant: 'outlined', size: 'small' } },
  // names may be long words
  MuiDialogTitle: { styleOverrides: { root: { overflowWrap: 'anywhere' } } },
  MuiDialogContent: { styleOverrides: { root: { overflowWrap: 'anywhere' } } },
  MuiDialog: {
    styleOverrides: { paper: ({ theme }: Themed) => ({ border: `1px solid ${theme.palette.divider}` }) },
  },
};

const themeOf = (palette: PaletteOptions): RaThemeOptions => ({
  palette,
  typography: {
    fontFamily,
    h1: { fontSize: '1.5rem', fontWeight: 700, letterSpacing: '-0.01em' },
    h2: { fontSize: '1.05rem', fontWeight: 650 },
    h3: { fontSize: '0.95rem', fontWeight: 650 },
    body2: { fontSize: '0.875rem' },
  },
  shape: { borderRadius: 10 },
  sidebar: { width: 216, closedWidth: 60 },
  components,
});

export const lightTheme = themeOf(lightPalette);
export const darkTheme = themeOf(darkPalette);
