import { type Duration, formatDuration } from '../model/dates.ts';

/**
 * How much time may pass between two reviews, for people.
 * @param own what the entity asks for
 * @param allowed the longest time that the settings allow
 * @param key where they say so
 */
export const cadenceText = (own: Duration | undefined, allowed: Duration, key: string): string =>
  own
    ? `${formatDuration(own)} (its own review-every; the ISMS asks for ${formatDuration(allowed)})`
    : `${formatDuration(allowed)} (${key} in isms.yaml)`;
