import { ContainerResources } from '../../../lib/values/container-resources';
import { WorkloadProfile, WorkloadProfileType } from '../../../lib/values/workload-profile';

test('the Consumption profile has room for its own pairs alone', () => {
  expect(WorkloadProfile.CONSUMPTION.fits(ContainerResources.cpu(4))).toBe(true);
  expect(WorkloadProfile.CONSUMPTION.fits(ContainerResources.dedicated(1, '4Gi'))).toBe(false);
});

test('a dedicated profile has room for what is no larger than its machines', () => {
  const profile = WorkloadProfile.dedicated('agents', { type: WorkloadProfileType.D4, maximumCount: 3 });
  expect(profile.fits(ContainerResources.dedicated(4, '16Gi'))).toBe(true);
  expect(profile.fits(ContainerResources.dedicated(4, '17Gi'))).toBe(false);
});

test.each(Object.values(WorkloadProfileType).filter((type) => type !== WorkloadProfileType.CONSUMPTION))(
  'the size of %s is known',
  (type) => {
    const profile = type.startsWith('Consumption-GPU')
      ? WorkloadProfile.serverlessGpu('gpu', type as WorkloadProfileType.CONSUMPTION_GPU_NC8AS_T4)
      : WorkloadProfile.dedicated('own', { type, maximumCount: 1 });
    expect(profile.describeLimit()).toMatch(/^in all at most \d+ vCPU with \d+Gi/);
  },
);

test.each([
  [{ type: WorkloadProfileType.D4, minimumCount: 3, maximumCount: 1 }, 'a minimum no larger than the maximum'],
  [{ type: WorkloadProfileType.D4, maximumCount: 0 }, 'at least 0 and at least 1'],
  [{ type: WorkloadProfileType.CONSUMPTION, maximumCount: 1 }, 'Use WorkloadProfile.CONSUMPTION'],
])('a profile of %p is refused', (options, text) => {
  expect(() => WorkloadProfile.dedicated('agents', options)).toThrow(text);
});
