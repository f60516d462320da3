import { OpenAiModel, OpenAiModelKind, OpenAiModelLifecycle } from '../../../lib/values/open-ai-model';

const TODAY = '2026-11-01';

describe('finding a model', () => {
  test('a name alone takes the version that retires last', () => {
    expect(OpenAiModel.of('gpt-5.1').toString()).toBe('gpt-5.1@2025-11-13');
    expect(OpenAiModel.of('gpt-4o').version).toBe('2024-11-20');
  });

  test('a version can be asked for, in two ways', () => {
    expect(OpenAiModel.of('gpt-4o', '2024-08-06').version).toBe('2024-08-06');
    expect(OpenAiModel.parse(' gpt-5.1@2025-11-13 ').toString()).toBe('gpt-5.1@2025-11-13');
    expect(OpenAiModel.parse('text-embedding-3-small').version).toBe('1');
  });

  test.each(['', '@2025-11-13', 'gpt-5.1@', 'gpt-5.1@2025-11-13@x'])('"%s" is refused', (text) => {
    expect(() => OpenAiModel.parse(text)).toThrow('a name such as gpt-5.1, or a name and a version');
  });

  test('a misspelt name is answered with the nearest', () => {
    expect(() => OpenAiModel.of('gpt5.1')).toThrow(/is not a model of Azure OpenAI.*Did you mean "gpt-5.1"/);
  });

  test('an unknown version is answered with the known ones', () => {
    expect(() => OpenAiModel.of('gpt-5.1', '2024-01-01')).toThrow(
      'gpt-5.1 has no version "2024-01-01". Allowed: 2025-11-13, or OpenAiModel.custom({...}).',
    );
  });

  test('a model that the facts do not know can be described', () => {
    const model = OpenAiModel.custom({ name: 'gpt-6', version: '2027-01-15', kind: OpenAiModelKind.CHAT });
    expect(model.lifecycle(TODAY)).toBe(OpenAiModelLifecycle.GENERALLY_AVAILABLE);
    expect(model.daysLeft(TODAY)).toBeUndefined();
  });
});

describe('models of the past', () => {
  test('GPT-4 is refused with the day on which it retired and what to use', () => {
    expect(() => OpenAiModel.of('gpt-4')).toThrow('"gpt-4" was retired on 2025-06-06. Use gpt-5.1@2025-11-13.');
    expect(() => OpenAiModel.of('gpt-4', '0613')).toThrow('"gpt-4@0613" was retired on 2025-06-06.');
  });

  test('one whose day is not known is refused without a day', () => {
    expect(() => OpenAiModel.of('gpt-4', 'turbo-2024-04-09')).toThrow(
      '"gpt-4@turbo-2024-04-09" is retired. Use gpt-5.1',
    );
  });

  test('every version of a model without listed versions is refused', () => {
    expect(() => OpenAiModel.parse('o1-preview@2024-09-12')).toThrow('was retired on 2025-07-28');
  });
});

describe('lifecycle', () => {
  test('is that of the schedule until the retirement date', () => {
    const model = OpenAiModel.of('codex-mini');
    expect(model.lifecycle('2026-11-14')).toBe(OpenAiModelLifecycle.DEPRECATED);
    expect(model.lifecycle('2026-11-15')).toBe(OpenAiModelLifecycle.RETIRED);
    expect(model.daysLeft(TODAY)).toBe(14);
  });

  test('a successor is followed until it is generally available', () => {
    expect(OpenAiModel.of('gpt-4o').replacement(TODAY)?.name).toBe('gpt-5.1');
    // The schedule names gpt-4.1-mini, which is deprecated and has no successor of its own.
    expect(OpenAiModel.of('gpt-4o-mini').replacement('2026-08-01')?.name).toBe('gpt-5.1');
  });

  test('without a successor it is the model of the same kind that retires last, if that is another', () => {
    expect(OpenAiModel.of('gpt-5.2').replacement(TODAY)?.name).toBe('gpt-5.1');
    expect(OpenAiModel.of('gpt-5.1').replacement(TODAY)).toBeUndefined();
    expect(OpenAiModel.of('whisper').replacement(TODAY)).toBeUndefined();
  });
});

describe('the longest-lived chat model', () => {
  test('is generally available, and neither a codex nor a router nor any other special model', () => {
    const model = OpenAiModel.longestLivedChat(TODAY);
    expect([model.name, model.kind, model.retirementDate]).toEqual(['gpt-5.1', OpenAiModelKind.CHAT, '2027-05-15']);
  });

  test('is refused once all have retired', () => {
    expect(() => OpenAiModel.longestLivedChat('2030-01-01')).toThrow(
      'no chat model of the schedule of 2026-07-07 is generally available on 2030-01-01. Use a newer release',
    );
  });
});
