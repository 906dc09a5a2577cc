import { useLocation } from 'react-router';
import { Missing } from '../ui/Missing.tsx';

/** What stands at an address that no screen has. */
export const UnknownAddress = () => (
  <Missing
    title="Page not found"
    why={`No screen has the address “${useLocation().pathname}”.`}
    back={{ label: 'Home', to: '/' }}
  />
);
