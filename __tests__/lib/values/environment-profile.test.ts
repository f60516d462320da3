import { EnvironmentProfile } from '../../../lib/values/environment-profile';

test('profiles are found by name', () => {
  expect(EnvironmentProfile.all.map((profile) => EnvironmentProfile.of(profile.name))).toEqual(EnvironmentProfile.all);
});

test('an unknown name is refused, with the nearest', () => {
  expect(() => EnvironmentProfile.of('prd')).toThrow(
    '"prd" is not an environment profile. Allowed: dev, staging, prod. Did you mean "prod"?',
  );
});

test('production is the one that is zone redundant, backed up in two regions, locked and without a limit on logs', () => {
  expect(EnvironmentProfile.all.filter((profile) => profile.geoRedundantBackups)).toEqual([EnvironmentProfile.PROD]);
  expect(EnvironmentProfile.all.filter((profile) => profile.zoneRedundant)).toEqual([EnvironmentProfile.PROD]);
  expect(EnvironmentProfile.all.filter((profile) => profile.locksPermanentResources)).toEqual([
    EnvironmentProfile.PROD,
  ]);
  expect(EnvironmentProfile.all.filter((profile) => profile.logDailyQuotaGb === undefined)).toEqual([
    EnvironmentProfile.PROD,
  ]);
});

test('nothing gets smaller or shorter on the way to production', () => {
  const [dev, staging, prod] = EnvironmentProfile.all;
  for (const field of ['logRetentionDays', 'backupRetentionDays'] as const) {
    expect([dev?.[field], staging?.[field], prod?.[field]]).toEqual(
      [dev?.[field], staging?.[field], prod?.[field]].sort((a, b) => Number(a) - Number(b)),
    );
  }
});

test('there is no field about security', () => {
  for (const profile of EnvironmentProfile.all) {
    expect(Object.keys(profile).filter((field) => /access|auth|public|tls|encrypt|secur/i.test(field))).toEqual([]);
  }
});
