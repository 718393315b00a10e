# SPDX-License-Identifier: Apache-2.0
"""A stand-in for Neutron: the part of its API that Nova calls.

Ports with fixed addresses, their bindings to hosts, one network. Everything
is in memory, tokens are not looked at. Usage: neutron.py PORT
"""

import http.server
import json
import re
import sys
import threading
import urllib.parse
import uuid

NETWORK = 'be000000-0000-4000-8000-000000000001'
_SUBNET = 'be000000-0000-4000-8000-000000000002'
_GROUP = 'be000000-0000-4000-8000-000000000003'
_EXTENSIONS = ('binding', 'binding-extended', 'security-group', 'provider',
               'external-net', 'router', 'standard-attr-tag', 'quotas')
_ONE = {'networks': 'network', 'subnets': 'subnet', 'ports': 'port',
        'security-groups': 'security_group', 'floatingips': 'floatingip',
        'routers': 'router'}
_NO_FILTERS = ('fields', 'limit', 'sort_key', 'sort_dir', 'marker', 'shared',
               'tenant_id', 'project_id', 'fixed_ips')
_lock = threading.RLock()
_tables = {
    'networks': {NETWORK: {
        'id': NETWORK, 'name': 'net', 'admin_state_up': True, 'shared': True,
        'status': 'ACTIVE', 'subnets': [_SUBNET], 'mtu': 1450,
        'router:external': False, 'port_security_enabled': True,
        'tenant_id': 'test', 'project_id': 'test',
        'provider:network_type': 'vxlan', 'provider:physical_network': None,
        'provider:segmentation_id': 77}},
    'subnets': {_SUBNET: {
        'id': _SUBNET, 'name': 'subnet', 'network_id': NETWORK,
        'cidr': '10.77.0.0/16', 'ip_version': 4, 'enable_dhcp': True,
        'gateway_ip': '10.77.0.1', 'dns_nameservers': [], 'host_routes': [],
        'ipv6_address_mode': None, 'ipv6_ra_mode': None,
        'tenant_id': 'test', 'project_id': 'test'}},
    'security-groups': {_GROUP: {
        'id': _GROUP, 'name': 'default', 'description': '',
        'security_group_rules': [], 'stateful': True,
        'tenant_id': 'test', 'project_id': 'test'}},
    'ports': {}, 'floatingips': {}, 'routers': {},
}
_bindings = {}


def _new_port(body):
    number = len(_tables['ports']) + 10
    port = {
        'id': str(uuid.uuid4()), 'name': '', 'network_id': NETWORK,
        'admin_state_up': True, 'device_id': '', 'device_owner': '',
        'mac_address': f'fa:16:3e:00:{number >> 8:02x}:{number & 255:02x}',
        'security_groups': [_GROUP], 'dns_name': '', 'fixed_ips': [{
            'subnet_id': _SUBNET,
            'ip_address': f'10.77.{number >> 8}.{number & 255}'}],
        'binding:vnic_type': 'normal', 'binding:profile': {},
        'binding:host_id': '', 'allowed_address_pairs': [],
        'extra_dhcp_opts': [], 'port_security_enabled': True, 'tags': [],
        'resource_request': None, 'description': '', **body}
    port['project_id'] = port.setdefault('tenant_id', '')
    _tables['ports'][port['id']] = port
    return _bound(port)


def _bound(port):
    port['binding:profile'] = port.get('binding:profile') or {}
    port['device_id'] = port.get('device_id') or ''
    is_bound = bool(port.get('binding:host_id'))
    port.update({
        'binding:host_id': port.get('binding:host_id') or '',
        'binding:vif_type': 'ovs' if is_bound else 'unbound',
        'binding:vif_details': {'port_filter': True} if is_bound else {},
        'status': 'ACTIVE' if is_bound else 'DOWN'})
    return port


def _binding(port):
    return {'host': port['binding:host_id'], 'status': 'ACTIVE',
            'vif_type': port['binding:vif_type'],
            'vif_details': port['binding:vif_details'],
            'vnic_type': port['binding:vnic_type'],
            'profile': port['binding:profile']}


class _Missing(Exception):
    pass


def _answer(verb, path, query, body):
    """Return (status, JSON-ready answer)."""
    if path == '':
        return 200, {'versions': [{'id': 'v2.0', 'status': 'CURRENT',
                                   'links': []}]}
    parts = [part.removesuffix('.json') for part in path.split('/')[2:]]
    if parts[:1] == ['extensions'] and len(parts) == 1:
        return 200, {'extensions': [
            {'alias': each, 'name': each, 'description': each, 'links': [],
             'updated': '2020-01-01T00:00:00-00:00'} for each in _EXTENSIONS]}
    if parts[:1] == ['extensions']:
        if parts[1] not in _EXTENSIONS:
            raise _Missing
        return 200, {'extension': {'alias': parts[1], 'name': parts[1]}}
    if parts[:1] == ['quotas']:
        return 200, {'quota': {'network': -1, 'port': -1,
                               'security_group': -1}}
    if parts[2:3] == ['bindings']:
        return _answer_bindings(verb, parts[1], parts[3:], body)
    return _answer_rows(verb, parts, query, body)


def _answer_rows(verb, parts, query, body):
    table = _tables.setdefault(parts[0], {})
    one = _ONE.get(parts[0], parts[0])
    if len(parts) == 1 and verb == 'GET':
        rows = [row for row in table.values()
                if all(str(row.get(key, '')).lower() in map(str.lower, values)
                       for key, values in query.items()
                       if key not in _NO_FILTERS)]
        return 200, {parts[0].replace('-', '_'): rows}
    if len(parts) == 1:
        return 201, {one: _new_port(body[one])}
    row = table.get(parts[1])
    if row is None:
        raise _Missing
    if verb == 'DELETE':
        del table[parts[1]]
        _bindings.pop(parts[1], None)
        return 204, None
    if verb == 'PUT':
        row.update(body[one])
        if one == 'port':
            _bound(row)
    return 200, {one: row}


def _answer_bindings(verb, port_id, rest, body):
    port = _tables['ports'].get(port_id)
    if port is None:
        raise _Missing
    inactive = _bindings.setdefault(port_id, {})
    if verb == 'GET' and not rest:
        return 200, {'bindings': [_binding(port), *inactive.values()]}
    if verb == 'POST':
        wanted = body['binding']
        found = inactive[wanted['host']] = {
            'host': wanted['host'], 'status': 'INACTIVE', 'vif_type': 'ovs',
            'vif_details': {'port_filter': True},
            'vnic_type': wanted.get('vnic_type', 'normal'),
            'profile': wanted.get('profile', {})}
        return 201, {'binding': found}
    if verb == 'GET' and rest[0] == port['binding:host_id']:
        return 200, {'binding': _binding(port)}
    if rest[0] not in inactive:
        raise _Missing
    if verb == 'DELETE':
        del inactive[rest[0]]
        return 204, None
    if rest[1:] == ['activate']:
        old, new = _binding(port), inactive.pop(rest[0])
        inactive[old['host']] = old | {'status': 'INACTIVE'}
        port.update({'binding:host_id': new['host'],
                     'binding:profile': new['profile']})
        return 200, {'binding': _binding(_bound(port))}
    return 200, {'binding': inactive[rest[0]]}


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, text, *args):
        """Say nothing: Nova asks a lot."""

    def _handle(self):
        size = int(self.headers.get('Content-Length') or 0)
        body = json.loads(self.rfile.read(size)) if size else {}
        url = urllib.parse.urlsplit(self.path)
        try:
            with _lock:
                status, answer = _answer(
                    self.command, re.sub('/$', '', url.path),
                    urllib.parse.parse_qs(url.query), body)
        except _Missing:
            status, answer = 404, {'NeutronError': {
                'type': 'NotFound', 'message': self.path, 'detail': ''}}
        data = b'' if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = _handle


if __name__ == '__main__':
    http.server.ThreadingHTTPServer.daemon_threads = True
    http.server.ThreadingHTTPServer(
        ('127.0.0.1', int(sys.argv[1])), _Handler).serve_forever()
