import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { cspNonce } from './nonce.ts';

const cache = createCache({ key: 'css', nonce: cspNonce(), prepend: true });
const root = document.getElementById('root');

if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <CacheProvider value={cache}>
        <App />
      </CacheProvider>
    </StrictMode>,
  );
