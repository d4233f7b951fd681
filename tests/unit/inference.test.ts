import { describe, expect, it } from 'vitest';
import { type InferenceInput, inferenceAsOf, judgeInference, platforms } from '../../server/src/facts/inference.ts';
import { Residency } from '../../server/src/facts/places.ts';

const RESIDENCIES = {
  EU: ['EU'],
  EEA: ['EEA'],
  'EEA+CH+GB': ['EEA', 'CH', 'GB'],
  DE: ['DE'],
  US: ['US'],
  ADEQUATE: ['ADEQUATE'],
};
const LETTER = { inside: '+', outside: '-', unproven: '?', unjudged: '.' };
const bedrock = (profile: string | undefined, region?: string, destinations?: readonly string[]): InferenceInput => ({
  platform: 'aws-bedrock',
  ...(profile ? { profile } : {}),
  ...(region ? { region } : {}),
  ...(destinations ? { destinations } : {}),
});
const azure = (deployment: string | undefined, region?: string): InferenceInput => ({
  platform: 'azure-foundry',
  ...(deployment ? { deployment } : {}),
  ...(region ? { region } : {}),
});

/** A row an entry: its verdicts (+ inside, - outside, ? unproven) under EU, EEA, EEA+CH+GB, DE, US, ADEQUATE; the key they rest on under EU. */
const TABLE: readonly (readonly [string, InferenceInput, string, string])[] = [
  ['no prefix, Frankfurt', bedrock('anthropic.claude-x', 'aws:eu-central-1'), '++++-+', 'region'],
  ['no prefix, London', bedrock('anthropic.claude-x', 'aws:eu-west-2'), '--+--+', 'region'],
  ['no prefix, no region', bedrock('anthropic.claude-x'), '??????', 'platform'],
  ['no profile, Frankfurt', bedrock(undefined, 'aws:eu-central-1'), '????-?', 'platform'],
  ['eu.', bedrock('eu.x'), '??+?-+', 'profile'],
  ['eu. from Virginia', bedrock('eu.x', 'aws:us-east-1'), '-----?', 'region'],
  ['eu. settled', bedrock('eu.x', undefined, ['aws:eu-central-1']), '++++-+', 'destinations'],
  ['eu. settled beyond', bedrock('eu.x', undefined, ['aws:eu-central-1', 'aws:eu-west-2']), '--+--+', 'destinations'],
  ['eu. half settled', bedrock('eu.x', undefined, ['moon']), '??+?-+', 'destinations'],
  ['us.', bedrock('us.x'), '----+?', 'profile'],
  ['jp.', bedrock('jp.x'), '-----?', 'profile'],
  ['au.', bedrock('au.x'), '------', 'profile'],
  ['global.', bedrock('global.x', 'aws:eu-central-1'), '------', 'profile'],
  [
    'application profile',
    bedrock('arn:aws:bedrock:eu-central-1:1:application-inference-profile/x', 'aws:eu-central-1'),
    '????-?',
    'profile',
  ],
  ['a vendor as the first label', bedrock('moon.anthropic.x', 'aws:eu-central-1'), '++++-+', 'region'],
  ['Standard', azure('Standard', 'azure:germanywestcentral'), '++++-+', 'region'],
  ['Standard, London', azure('Standard', 'azure:uksouth'), '--+--+', 'region'],
  ['Standard, EEA', azure('Standard', 'EEA'), '?++?-+', 'region'],
  ['ProvisionedManaged', azure('ProvisionedManaged', 'azure:germanywestcentral'), '++++-+', 'region'],
  ['DataZoneStandard, Frankfurt', azure('DataZoneStandard', 'azure:germanywestcentral'), '+++?-+', 'deployment'],
  ['DataZoneBatch, Frankfurt', azure('DataZoneBatch', 'azure:germanywestcentral'), '+++?-+', 'deployment'],
  ['DataZoneStandard, Oslo', azure('DataZoneStandard', 'azure:norwayeast'), '-??--?', 'region'],
  ['DataZoneStandard, London', azure('DataZoneStandard', 'azure:uksouth'), '--?--?', 'region'],
  ['DataZoneStandard, Virginia', azure('DataZoneStandard', 'azure:eastus2'), '----+?', 'region'],
  ['DataZoneStandard, nowhere', azure('DataZoneStandard'), '??????', 'platform'],
  ['GlobalStandard', azure('GlobalStandard', 'azure:germanywestcentral'), '------', 'deployment'],
  ['GlobalBatch', azure('GlobalBatch'), '------', 'deployment'],
  ['DeveloperTier', azure('DeveloperTier'), '------', 'deployment'],
  ['unlisted SKU', azure('Galactic', 'azure:germanywestcentral'), '????-?', 'deployment'],
  ['no SKU', azure(undefined, 'azure:germanywestcentral'), '????-?', 'platform'],
  ['Vertex region', { platform: 'google-vertex', location: 'europe-west3' }, '++++-+', 'location'],
  ['Vertex London', { platform: 'google-vertex', location: 'europe-west2' }, '--+--+', 'location'],
  ['Vertex eu', { platform: 'google-vertex', location: 'eu' }, '+++?-+', 'location'],
  ['Vertex us', { platform: 'google-vertex', location: 'us' }, '----+?', 'location'],
  ['Vertex global', { platform: 'google-vertex', location: 'global' }, '------', 'location'],
  ['Vertex unlisted', { platform: 'google-vertex', location: 'moon' }, '??????', 'location'],
  ['Vertex', { platform: 'google-vertex' }, '??????', 'platform'],
  ['OpenAI', { platform: 'openai', endpoint: 'https://api.openai.com/v1' }, '------', 'endpoint'],
  ['OpenAI EU', { platform: 'openai', endpoint: 'eu.api.openai.com' }, '??+?-+', 'endpoint'],
  ['OpenAI US', { platform: 'openai', endpoint: 'us.api.openai.com' }, '----+?', 'endpoint'],
  ['OpenAI elsewhere', { platform: 'openai', endpoint: 'gateway.example.com' }, '??????', 'endpoint'],
  ['OpenAI, no host', { platform: 'openai' }, '??????', 'platform'],
  ['Mistral', { platform: 'mistral', endpoint: 'api.mistral.ai' }, '------', 'endpoint'],
  ['Mistral EU', { platform: 'mistral', endpoint: 'https://api.eu.mistral.ai/v1' }, '??+?-+', 'endpoint'],
  ['Mistral US', { platform: 'mistral', endpoint: 'api.us.mistral.ai' }, '----+?', 'endpoint'],
  ['Anthropic', { platform: 'anthropic' }, '----??', 'platform'],
  ['Anthropic us', { platform: 'anthropic', 'inference-geo': 'us' }, '----+?', 'inference-geo'],
  ['Anthropic global', { platform: 'anthropic', 'inference-geo': 'global' }, '------', 'inference-geo'],
  ['Gemini API', { platform: 'google-gemini-api' }, '??????', 'platform'],
  ['Cohere', { platform: 'cohere' }, '??????', 'platform'],
  ['Groq', { platform: 'groq' }, '??????', 'platform'],
  ['Together', { platform: 'together' }, '??????', 'platform'],
  ['Fireworks', { platform: 'fireworks' }, '??????', 'platform'],
  ['self-hosted', { platform: 'self-hosted', region: 'hetzner:fsn1' }, '++++-+', 'region'],
  ['self-hosted, EU', { platform: 'self-hosted', region: 'EU' }, '+++?-+', 'region'],
  ['self-hosted, nowhere', { platform: 'self-hosted' }, '??????', 'platform'],
  ['other, Zurich', { platform: 'other', region: 'CH' }, '--?--?', 'region'],
  ['other, anywhere', { platform: 'other', region: 'global' }, '------', 'region'],
];

describe('inference verdicts', () => {
  it.each(TABLE)('%s', (_, input, expected, on) => {
    const verdicts = Object.values(RESIDENCIES).map((codes) => judgeInference(input, new Residency(codes)));
    expect(verdicts.map(({ verdict }) => LETTER[verdict]).join('')).toBe(expected);
    expect(verdicts[0]!.on).toBe(on);
    for (const { verdict, reason, settle } of verdicts) {
      expect(reason).toMatch(/^\S.*[^.]$/);
      if (verdict === 'unproven') expect(settle, reason).toBeTruthy();
    }
  });

  it('say nothing where what decides cannot be read', () => {
    const eu = new Residency(['EU']);
    expect(
      judgeInference({ platform: 'azure-foundry', region: 'azure:swedencentral', unreadable: ['deployment'] }, eu)
        .verdict,
    ).toBe('unjudged');
    expect(
      judgeInference({ platform: 'azure-foundry', region: 'azure:eastus2', unreadable: ['deployment'] }, eu).verdict,
    ).toBe('outside');
    expect(judgeInference({ platform: 'aws-bedrock', profile: 'eu.x', unreadable: ['destinations'] }, eu).verdict).toBe(
      'unjudged',
    );
  });

  it('rest on facts with a day and sources', () => {
    expect(inferenceAsOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    for (const [id, { options, decides, selectors }] of Object.entries(platforms)) {
      if (decides) expect(selectors, id).toContain(decides);
      // Of a place of one's own, and of what was not read, there is no vendor's text.
      for (const option of options)
        if (!['self-hosted', 'other', 'litellm'].includes(id) && option.promise !== 'unknown')
          expect(option.sources.length, `${id} ${option.id}`).toBeGreaterThan(0);
    }
  });
});
