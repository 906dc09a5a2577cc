import { Layout, type LayoutProps } from 'react-admin';
import { Navigation } from './Navigation.tsx';
import { TopBar } from './TopBar.tsx';

/** The frame around every screen. */
export const Shell = (props: LayoutProps) => (
  <Layout
    {...props}
    appBar={TopBar}
    appBarAlwaysOn
    menu={Navigation}
    sx={{
      minWidth: 0,
      '& .RaLayout-appFrame': { mt: '57px' },
      '& .RaLayout-content': { px: { xs: 2, md: 3.5 }, minWidth: 0, backgroundColor: 'background.default' },
      '& .RaSidebar-fixed': { mt: 0 },
    }}
  />
);
