import fc from 'fast-check';
import { boundedSteps } from '../../../lib/core/alert/rule-members';

test('ten first steps are told, each in one line', () => {
  const steps = Array.from({ length: 10 }, (_, index) => `Do\n${index}`);
  expect(boundedSteps(steps)).toEqual(steps.map((step) => step.replace('\n', ' ')));
});

test('of more, the last line says how many', () => {
  const steps = Array.from({ length: 12 }, (_, index) => `Do ${index}`);
  expect(boundedSteps(steps)).toEqual([...steps.slice(0, 9), '3 more steps are in the rule.']);
});

test('of steps that are too long together, too', () => {
  const told = boundedSteps(Array(8).fill('x'.repeat(2_400)));
  expect(told.slice(0, 4)).toEqual(Array(4).fill('x'.repeat(2_400)));
  expect(told.slice(4)).toEqual([`${'x'.repeat(399)}…`, '3 more steps are in the rule.']);
});

test('what is told stays as it is, however often it is told', () => {
  const lengths = fc.array(fc.nat({ max: 3_000 }), { maxLength: 14, size: 'max' });
  fc.assert(
    fc.property(lengths, (all) => {
      const told = boundedSteps(all.map((length) => 'x'.repeat(length)));
      expect(boundedSteps(told)).toEqual(told);
      expect(told.length).toBeLessThanOrEqual(10);
      expect(told.join('').length).toBeLessThanOrEqual(10_060);
    }),
  );
});
