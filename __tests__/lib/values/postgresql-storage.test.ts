import { PostgresqlStorage } from '../../../lib/values/postgresql-storage';

test.each([
  [32, 32_768],
  [4095, 4_193_280],
  [32_767, 33_553_408],
])('%d GB are %d MB to azurerm', (sizeGb, sizeMb) => {
  expect(PostgresqlStorage.of(sizeGb)).toMatchObject({ sizeMb, tier: undefined });
});

test('a disk may have a higher performance tier', () => {
  expect(PostgresqlStorage.of(128, 'P20')).toMatchObject({ sizeMb: 131_072, tier: 'P20' });
});

test('a size that Azure has not is refused', () => {
  expect(() => PostgresqlStorage.of(100)).toThrow(
    '100 GB is not a size of a PostgreSQL disk. Allowed: 32, 64, 128, 256, 512, 1024, 2048, 4095, 4096, 8192, 16384, 32767.',
  );
});

test('a performance tier that the size has not is refused', () => {
  expect(() => PostgresqlStorage.of(2048, 'P30')).toThrow(
    'a disk of 2048 GB has no performance tier "P30". Allowed: P40, P50.',
  );
});
