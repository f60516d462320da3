import { execFileSync } from 'node:child_process';
import { checkedResources } from '../../scripts/checkov/checkov-report';
import { hclOf, type Root } from '../../scripts/checkov/hcl';
import { GOLDEN_APPS, goldenRun } from '../helpers/golden-assembly';
import { HAS_TERRAFORM } from '../helpers/has-terraform';

test('Terraform JSON becomes HCL with the arguments that Checkov looks at', () => {
  const args = {
    '//': { metadata: { path: 'stage/Account' } },
    name: '${element(split("/", azurerm_x.Y.id), 4)}-01',
    settings: '${jsonencode({ "kind" = "a" })} and "b"',
    enabled: false,
    tags: { 'managed-by': 'azstage' },
    network_rules: { default_action: 'Deny', ip_rules: ['203.0.113.7'], bypass: [] },
    rule: [{ name: 'one' }, { name: 'two' }],
    for: 'PT5M',
    lifecycle: { prevent_destroy: true },
  };
  expect(hclOf({ resource: { azurerm_storage_account: { Account: args } } }))
    .toBe(`resource "azurerm_storage_account" "Account" {
name = "\${element(split("/", azurerm_x.Y.id), 4)}-01"
settings = "\${jsonencode({ "kind" = "a" })} and \\"b\\""
enabled = false
tags = { "managed-by" = "azstage" }
network_rules {
default_action = "Deny"
ip_rules = ["203.0.113.7"]
}
rule {
name = "one"
}
rule {
name = "two"
}
}
`);
});

(HAS_TERRAFORM ? test : test.skip)('the HCL of all goldens is such', () => {
  const stages = GOLDEN_APPS.flatMap((app) => goldenRun(app).assembly.stages);
  const input = stages.map(({ template }) => hclOf(template as Root)).join('\n');
  execFileSync('terraform', ['fmt', '-'], { input, maxBuffer: 2 ** 30, stdio: 'pipe' });
});

test('a report of Checkov says which checks passed and failed, by folder and address', () => {
  const check = (id: string, resource: string) => ({ check_id: id, resource, file_path: '/shop/prod/data/main.tf' });
  const results = {
    passed_checks: [check('CKV_AZURE_3', 'azurerm_storage_account.A')],
    failed_checks: [check('CKV_AZURE_59', 'azurerm_storage_account.A'), check('CKV_AZURE_42', 'azurerm_key_vault.B')],
    parsing_errors: [],
  };
  expect(checkedResources(JSON.stringify({ check_type: 'terraform', results }))).toEqual(
    new Map([
      [
        'shop/prod/data azurerm_storage_account.A',
        { passed: new Set(['CKV_AZURE_3']), failed: new Set(['CKV_AZURE_59']) },
      ],
      ['shop/prod/data azurerm_key_vault.B', { passed: new Set(), failed: new Set(['CKV_AZURE_42']) }],
    ]),
  );
});

test('a file that Checkov cannot read is an error', () => {
  const results = { passed_checks: [], failed_checks: [], parsing_errors: ['/shop/main.tf'] };
  expect(() => checkedResources(JSON.stringify({ results }))).toThrow('Checkov cannot read /shop/main.tf');
});
