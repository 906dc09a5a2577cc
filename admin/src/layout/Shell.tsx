import { Layout, type LayoutProps } from 'react-admin';
import { NamesProvider } from '../names/NamesProvider.tsx';
import { Navigation } from './Navigation.tsx';
import { ScreenFailure } from './ScreenFailure.tsx';
import { TopBar } from './TopBar.tsx';

/** The frame around every screen. */
export const Shell = (props: LayoutProps) => (
  <NamesProvider>
    <Layout
      {...props}
      appBar={TopBar}
      appBarAlwaysOn
      menu={Navigation}
      error={ScreenFailure}
      sx={{
        minWidth: 0,
        '& .RaLayout-appFrame': { mt: '57px' },
        '& .RaLayout-content': { px: { xs: 2, md: 3.5 }, minWidth: 0, backgroundColor: 'background.default' },
        '& .RaSidebar-fixed': { mt: 0 },
      }}
    />
  </NamesProvider>
);
