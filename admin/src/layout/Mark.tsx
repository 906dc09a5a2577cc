/** The product's mark. */
export const Mark = ({ size = 26 }: { size?: number }) => (
  <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" style={{ flexShrink: 0 }}>
    <rect width="32" height="32" rx="8" fill="#4338ca" />
    <path d="M8 22c3 0 3-12 8-12s5 12 8 12" fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
    <circle cx="16" cy="10" r="3" fill="#fbbf24" />
  </svg>
);
