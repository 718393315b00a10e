# SPDX-License-Identifier: Apache-2.0
"""Headless Chromium, and how a person moves about in Horizon with it."""

import os
import shutil
import tempfile

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser import stack

PICTURES = stack.FOLDER / 'pictures'
_WAIT = 60


class Browser:
    """A window of its own, with its own cookies.

    :param url: where Horizon is
    """

    def __init__(self, url, width=1400, height=1000):
        self.url = url
        self._profile = tempfile.mkdtemp(prefix='billing-chromium-')
        self.driver = webdriver.Chrome(
            options=_options(self._profile, width, height),
            service=Service(shutil.which('chromedriver')))
        self.driver.set_page_load_timeout(_WAIT)

    def close(self):
        """Close the window and forget its profile."""
        self.driver.quit()
        shutil.rmtree(self._profile, ignore_errors=True)

    def open(self, path):
        """Open a page of Horizon and wait until it is there."""
        self.driver.get(self.url + path)
        self.wait(lambda d: d.execute_script('return document.readyState')
                  == 'complete')

    def log_in(self, user, project='demo'):
        """Log in by the form, then go to a project."""
        self.open('/auth/login/')
        self.find('#id_username').send_keys(user)
        self.find('#id_password').send_keys(stack.PASSWORD)
        self.find('#loginBtn').click()
        self.wait(lambda d: '/auth/login' not in d.current_url)
        # As users may set it: all instances on one page.
        self.driver.add_cookie(
            {'name': 'API_RESULT_PAGE_SIZE', 'value': '500', 'path': '/'})
        self.go_to_project(project)

    def go_to_project(self, project):
        """Use the menu of projects at the top of the page."""
        if self._project() == project:
            return
        link = next(
            title.find_element(By.XPATH, './..').get_attribute('href')
            for title in self.find_all('.context-selection .dropdown-title')
            if _raw_text(title) == project)
        self.driver.get(link)
        self.wait(lambda d: self._project() == project)

    def _project(self):
        return _raw_text(self.find('.context-project'))

    def find(self, selector):
        """Return the element, which has to come soon."""
        return self.wait(lambda d: next(iter(
            d.find_elements(By.CSS_SELECTOR, selector)), None))

    def find_all(self, selector):
        """Return the elements that are there now."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def wait(self, condition):
        """Wait until a condition of the driver holds; return what it says."""
        return WebDriverWait(self.driver, _WAIT).until(condition)

    @property
    def text(self):
        """What a person reads on the page."""
        return self.find('body').text

    @property
    def status(self):
        """The HTTP status of the page."""
        return self.driver.execute_script(
            "return performance.getEntriesByType('navigation')[0]"
            '.responseStatus')

    def picture(self, name):
        """Keep a picture of the whole page."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        size = self.driver.get_window_size()
        height = self.driver.execute_script(
            'return document.documentElement.scrollHeight')
        self.driver.set_window_size(size['width'],
                                    min(max(height + 120, 600), 4000))
        self.driver.save_screenshot(str(PICTURES / f'{name}.png'))
        self.driver.set_window_size(size['width'], size['height'])


def _raw_text(element):
    """Return an element's text also where a closed menu hides it."""
    return element.get_attribute('textContent').strip()


def _options(profile, width, height):
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which('chromium')
    arguments = ['--headless', '--disable-gpu', '--disable-quic',
                 '--no-first-run', '--disable-background-networking',
                 '--disable-component-update', '--disable-sync',
                 '--disable-dev-shm-usage', f'--user-data-dir={profile}',
                 f'--window-size={width},{height}']
    if os.geteuid() == 0:
        arguments.append('--no-sandbox')
    for argument in arguments:
        options.add_argument(argument)
    return options
