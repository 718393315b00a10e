# SPDX-License-Identifier: Apache-2.0
"""How Sphinx builds the documentation."""

extensions = [
    'openstackdocstheme',
    'oslo_config.sphinxext',
    'oslo_policy.sphinxext',
]
project = 'horizon-billing'
copyright = 'The horizon-billing authors'
root_doc = 'index'
html_theme = 'openstackdocs'
openstackdocs_auto_name = False
openstackdocs_auto_version = False
openstackdocs_repo_name = ''
version = release = ''
exclude_patterns = []
