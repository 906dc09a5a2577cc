import { Box, LinearProgress, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import type { Rule } from '#schemas/rule.ts';
import type { RuleAudience } from '#schemas/rule-insight.ts';
import { useNames } from '../names/use-names.ts';
import { formatCount, formatShare } from '../ui/format.ts';
import { RecordLink } from '../ui/RecordLink.tsx';
import { AnswerSection } from './AnswerSection.tsx';
import { aboutSoMany } from './about-so-many.ts';
import { partSentence } from './part-sentence.ts';
import { isAskable, Unasked } from './Unasked.tsx';
import { useAnswer } from './use-answer.ts';

const Bar = ({ share, label }: { share: number; label: string }) => (
  <LinearProgress
    variant="determinate"
    value={100 * share}
    aria-label={label}
    sx={{ height: 6, borderRadius: 3, my: 0.5 }}
  />
);

const Remark = ({ children }: { children: ReactNode }) => (
  <Typography variant="caption" color="text.secondary" component="p">
    {children}
  </Typography>
);

const Total = ({ sample, population, matching, withheld, sampledBy, estimate }: RuleAudience) => {
  const share = matching / sample;
  return (
    <>
      <Typography component="p" sx={{ fontSize: '1.6rem', fontWeight: 700, lineHeight: 1.2 }}>
        {formatShare(share)}
      </Typography>
      <Bar share={share} label="Share of customers who match" />
      <Remark>
        {sample < population
          ? `${aboutSoMany(estimate)} of ${formatCount(population)} customers, nineteen times out of twenty; from a sample of ${formatCount(sample)}, ${sampledBy}`
          : `exactly ${formatCount(matching)} of ${formatCount(population)} customers`}
      </Remark>
      {withheld > 0 && (
        <Remark>{`${formatCount(withheld)} of them get defaults all the same: no consent, or in the holdout`}</Remark>
      )}
    </>
  );
};

type Say = (part: RuleAudience['unjudged'][number]) => string;
type PartProps<Key extends keyof RuleAudience> = Pick<RuleAudience, Key> & { say: Say };

/** Of a longer list, the first conditions say how it goes. */
const mostSteps = 50;

const DropOff = ({ sample, dropOff, say }: PartProps<'sample' | 'dropOff'>) => (
  <Box component="ol" aria-label="Left after each condition" sx={{ listStyle: 'none', p: 0, m: 0, mt: 2 }}>
    {dropOff.slice(0, mostSteps).map(({ left, ...part }) => (
      <Box component="li" key={part.path.join('/')} sx={{ mb: 1 }}>
        <Box sx={{ display: 'flex', gap: 1, justifyContent: 'space-between' }}>
          <Typography variant="body2" sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
            {say(part)}
          </Typography>
          <Typography variant="body2" sx={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
            {formatCount(left)}
          </Typography>
        </Box>
        <Bar share={left / sample} label={`Left after: ${say(part)}`} />
      </Box>
    ))}
    {dropOff.length > mostSteps && (
      <Typography component="li" variant="caption" color="text.secondary">
        {`and ${formatCount(dropOff.length - mostSteps)} more conditions`}
      </Typography>
    )}
  </Box>
);

/** What the request alone tells is not counted, so the share is of those whose request meets it. */
const Unjudged = ({ unjudged, say }: PartProps<'unjudged'>) =>
  unjudged.length === 0 ? null : (
    <Remark>
      {`Not judged, because only the request tells: ${unjudged.map((part) => say(part)).join('; ')}`}
    </Remark>
  );

const People = ({ matches, nearMisses, say }: PartProps<'matches' | 'nearMisses'>) => (
  <>
    {matches.length > 0 && (
      <Box component="details" sx={{ mt: 1 }}>
        <Typography component="summary" variant="body2" sx={{ cursor: 'pointer', fontWeight: 600 }}>
          {matches.length === 1 ? 'One who matches' : `${matches.length} who match`}
        </Typography>
        <Box component="ul" sx={{ m: 0, mt: 0.5, pl: 2.5 }}>
          {matches.map(({ customerId, name }) => (
            <Typography component="li" variant="body2" key={customerId} sx={{ overflowWrap: 'anywhere' }}>
              <RecordLink resource="customers" id={customerId}>
                {name ?? customerId}
              </RecordLink>
            </Typography>
          ))}
        </Box>
      </Box>
    )}
    {nearMisses.length > 0 && (
      <Box component="details" sx={{ mt: 1 }}>
        <Typography component="summary" variant="body2" sx={{ cursor: 'pointer', fontWeight: 600 }}>
          {nearMisses.length === 1 ? 'One near miss' : `${nearMisses.length} near misses`}
        </Typography>
        <Box component="ul" sx={{ m: 0, mt: 0.5, pl: 2.5 }}>
          {nearMisses.map(({ customerId, name, failed }) => (
            <Typography component="li" variant="body2" key={customerId} sx={{ overflowWrap: 'anywhere' }}>
              <RecordLink resource="customers" id={customerId}>
                {name ?? customerId}
              </RecordLink>
              {': '}
              {failed.map((part) => say(part)).join('; ')}
            </Typography>
          ))}
        </Box>
      </Box>
    )}
  </>
);

const Counted = ({ rule }: { rule: Rule }) => {
  const nameOf = useNames();
  const say: Say = (part) => partSentence(rule, part, nameOf);
  return (
    <AnswerSection title="Estimated audience" answer={useAnswer<RuleAudience>('rules/audience', rule)}>
      {(audience) =>
        audience.sample === 0 ? (
          <Typography variant="body2" color="text.secondary">
            No customers yet: the estimate is made from real profiles once there are some.
          </Typography>
        ) : (
          <>
            <Total {...audience} />
            <DropOff {...audience} say={say} />
            <Unjudged {...audience} say={say} />
            <People {...audience} say={say} />
          </>
        )
      }
    </AnswerSection>
  );
};

/** How many customers the rule reaches, what each condition costs, and who is in or just outside. */
export const AudienceSection = ({ rule }: { rule: Rule }) =>
  isAskable(rule) ? <Counted rule={rule} /> : <Unasked title="Estimated audience" />;
