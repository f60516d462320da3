import { quote, ValueError } from '../../errors';
import { mapBlocks } from './arguments';
import { type Arguments } from './dialect';

/** Actions of azurerm 4 by their names in azurerm 5, with what changed in each. */
const ACTIONS: Readonly<Record<string, { readonly name: string; readonly rewrite: (action: Arguments) => Arguments }>> =
  {
    request_header_action: { name: 'modify_request_header', rewrite: header },
    response_header_action: { name: 'modify_response_header', rewrite: header },
    route_configuration_override_action: { name: 'route_configuration_override', rewrite: routeOverride },
    url_redirect_action: { name: 'url_redirect', rewrite: redirect },
    url_rewrite_action: { name: 'url_rewrite', rewrite: pathRewrite },
  };

/** Conditions of azurerm 4 by their names in azurerm 5. */
const CONDITIONS: Readonly<Record<string, string>> = {
  client_port_condition: 'client_port',
  cookies_condition: 'request_cookies',
  host_name_condition: 'host_name',
  http_version_condition: 'http_version',
  is_device_condition: 'device_type',
  post_args_condition: 'post_argument',
  query_string_condition: 'query_string',
  remote_address_condition: 'remote_address',
  request_body_condition: 'request_body',
  request_header_condition: 'request_header',
  request_method_condition: 'request_method',
  request_scheme_condition: 'request_scheme',
  request_uri_condition: 'request_url',
  server_port_condition: 'server_port',
  socket_address_condition: 'socket_address',
  ssl_protocol_condition: 'ssl_protocol',
  url_file_extension_condition: 'request_file_extension',
  url_filename_condition: 'request_filename',
  url_path_condition: 'request_path',
};

/** Conditions on addresses, which azurerm 4 compared as such where no operator was given. */
const OF_ADDRESSES = ['remote_address', 'socket_address'];

/**
 * Actions and conditions of a rule of Front Door, of which azurerm 5 renamed nearly everything.
 *
 * Sources: azurerm website/docs/guides/5.0-upgrade-guide.html.markdown and website/docs/r/cdn_frontdoor_rule.html.markdown of v5.2.0; for
 * what azurerm 4 took for granted, website/docs/r/cdn_frontdoor_rule.html.markdown of v4.81.0.
 */
export function frontDoorRule(rule: Arguments): Arguments {
  return mapBlocks(mapBlocks(rule, 'actions', inActions), 'conditions', inConditions);
}

function inActions(actions: Arguments): Arguments {
  return Object.entries(ACTIONS).reduce(
    (known, [old, { name, rewrite }]) => withBlock(mapBlocks(known, old, rewrite), old, name),
    actions,
  );
}

function inConditions(conditions: Arguments): Arguments {
  return Object.entries(CONDITIONS).reduce(
    (known, [old, name]) =>
      withBlock(
        mapBlocks(known, old, (each) => condition(name, each)),
        old,
        name,
      ),
    conditions,
  );
}

/** The arguments with a block under its new name, also where Terraform makes it in a loop. */
function withBlock(args: Arguments, old: string, name: string): Arguments {
  const loops = args['dynamic'] as Arguments | undefined;
  const renamed = withName(args, old, name);
  return loops?.[old] === undefined ? renamed : { ...renamed, dynamic: withName(loops, old, name) };
}

function withName(args: Arguments, old: string, name: string): Arguments {
  const { [old]: value, ...others } = args;
  return value === undefined ? args : { ...others, [name]: value };
}

function header({ header_action: operator, value, ...others }: Arguments): Arguments {
  return defined({ ...others, operator, header_value: value });
}

function redirect({ destination_hostname: host, ...others }: Arguments): Arguments {
  const parts = { ...others, destination_host_name: host };
  // An empty text meant what the client asked for; azurerm 5 takes none.
  return defined(Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== '')));
}

function pathRewrite({ destination, preserve_unmatched_path: preserve, ...others }: Arguments): Arguments {
  return defined({ ...others, destination_path: destination, preserve_unmatched_path_enabled: preserve });
}

function routeOverride(override: Arguments): Arguments {
  const { cdn_frontdoor_origin_group_id: group, forwarding_protocol: protocol, ...cache } = override;
  return defined({
    origin_group:
      group === undefined
        ? undefined
        : defined({ cdn_frontdoor_origin_group_id: group, forwarding_protocol: protocol }),
    caching: defined({
      behaviour: cache['cache_behavior'],
      duration: cache['cache_duration'],
      compression_enabled: cache['compression_enabled'],
      query_string_behaviour: cache['query_string_caching_behavior'],
      query_string_parameters: cache['query_string_parameters'],
    }),
  });
}

/** A condition that is the opposite of another has an operator of its own: `NotEqual`. */
function condition(name: string, old: Arguments): Arguments {
  const { match_values: values, negate_condition: negate = false, operator: given, ...others } = old;
  const { header_name: ofHeader, cookie_name: ofCookie, post_args_name: ofArgument, ...rest } = others;
  const operator = given ?? (OF_ADDRESSES.includes(name) ? 'IPMatch' : 'Equal');
  if (typeof negate !== 'boolean') {
    throw new ValueError({
      property: `conditions.${name}.negate_condition`,
      message: `got ${quote(negate)}, but azurerm 5 has the opposite of a condition in its operator`,
      allowed: 'true or false',
    });
  }
  if (OF_ADDRESSES.includes(name) && operator === 'Any') {
    throw new ValueError({
      property: `conditions.${name}.operator`,
      message: 'got "Any", which azurerm 5 does not accept',
      allowed: 'IPMatch, or GeoMatch for remote_address',
      fix: 'Leave the condition out: it holds for every request.',
    });
  }
  return defined({
    ...rest,
    name: ofHeader ?? ofCookie ?? ofArgument,
    operator: negate ? `Not${String(operator)}` : operator,
    values,
  });
}

function defined(args: Arguments): Arguments {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
}
