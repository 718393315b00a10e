# SPDX-License-Identifier: Apache-2.0
"""What is asked of libvirt, and what becomes of the answers."""

import unittest

from billing_listener import outage
from billing_listener.agent import process
from billing_listener.agent import questions
from billing_listener.agent.tracker import Facts
from billing_listener.agent.tracker import Sample
from tests.unit.agent_live import libvirts
from tests.unit.agent_live.libvirts import BROKEN
from tests.unit.agent_live.libvirts import DYING
from tests.unit.agent_live.samples import INSTANCE

_OTHER = INSTANCE.replace('2', '3')


class Journal:
    """Notes what it is told."""

    def __init__(self):
        self.told = []

    def __getattr__(self, name):
        return lambda *arguments: self.told.append((name, *arguments))


class Clock:
    """Shows a later time at each look."""

    def __init__(self):
        self._now_ns = 0

    def now_ns(self):
        self._now_ns += 1
        return self._now_ns


class Processes:
    """Knows one process."""

    def __init__(self, found):
        self._found = found
        self.asked = []

    def find(self, name, instance_id):
        self.asked.append((name, instance_id))
        return self._found


class QuestionsTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        self.journal = Journal()
        self.processes = Processes(process.Process('17/4', 99))
        self.link = libvirts.Link(libvirts.Domain())
        self.questions = self.new_questions()

    def new_questions(self, all_domains=False):
        return questions.Questions(
            self.journal, self.processes, all_domains, Clock(),
            outage.Outage('libvirt', '', lambda: 0))

    def use(self, answer):
        """Do what a Pool does with an answer."""
        if answer is not None:
            answer()
        return self.journal.told


class PollTest(QuestionsTest):

    def poll(self):
        return self.use(self.questions.poll(self.link, None))

    def test_all_guests_at_once(self):
        self.assertEqual(
            [('poll', 1, 2, [Sample(INSTANCE, 7, {'state.state': 1})], ())],
            self.poll())
        self.assertEqual(['all'], self.link.asked)

    def test_an_ending_qemu_spoils_one_answer_only(self):
        self.link.failures = [DYING]
        self.assertEqual('poll', self.poll()[0][0])
        self.assertEqual(2, self.journal.told[0][1])

    def test_where_it_spoils_all_each_is_asked_about(self):
        self.link.domains.append(libvirts.Domain(_OTHER, 8))
        self.link.failures = [DYING, DYING, DYING, None]
        (name, _, samples), = self.poll()
        # Not poll(): that would mean that the other one has ended.
        self.assertEqual('samples', name)
        self.assertEqual([_OTHER], [each.instance_id for each in samples])

    def test_libvirt_away(self):
        self.link.failures = [BROKEN, BROKEN]
        with self.assertLogs('billing_listener', 'WARNING') as logs:
            self.assertEqual([], self.poll())
        self.assertIn('End of file', logs.output[0])
        with self.assertLogs('billing_listener', 'WARNING') as logs:
            self.assertEqual(1, len(self.poll()))
        self.assertIn('is back', logs.output[0])

    def test_libvirt_going_away_in_the_middle(self):
        self.link.failures = [DYING, DYING, BROKEN]
        with self.assertLogs('billing_listener', 'WARNING'):
            self.assertEqual([], self.poll())

    def test_after_doubts_known_guests_are_met_again(self):
        self.questions.doubt()
        sample = Sample(INSTANCE, 7, {'state.state': 1})
        self.assertEqual([sample], self.poll()[0][4])
        self.assertEqual((), self.poll()[1][4])

    def test_doubts_stay_until_an_answer_comes(self):
        self.questions.doubt()
        self.link.failures = [BROKEN, BROKEN]
        with self.assertLogs('billing_listener', 'WARNING'):
            self.poll()
            self.assertEqual(1, len(self.poll()[0][4]))


class ReadTest(QuestionsTest):

    def read(self):
        return self.use(self.questions.read(self.link, (INSTANCE, 5)))

    def test_it_waits_for_all(self):
        self.assertEqual(
            [('answer', 1, 2, INSTANCE,
              Sample(INSTANCE, 7, {'state.state': 1}))], self.read())
        self.assertEqual(['wait'], self.link.asked)

    def test_a_guest_that_is_gone(self):
        self.link.domains.clear()
        self.assertEqual([('answer', 1, 2, INSTANCE, None)], self.read())

    def test_a_guest_that_is_ending(self):
        self.link.failures = [DYING]
        self.assertEqual([('answer', 1, 2, INSTANCE, None)], self.read())

    def test_a_broken_connection_is_opened_anew(self):
        self.link.failures = [BROKEN]
        self.assertIsNotNone(self.read()[0][4])
        self.assertEqual(['wait', 'close', 'wait'], self.link.asked)

    def test_but_only_once(self):
        self.link.failures = [BROKEN] * 3
        self.assertIsNone(self.read()[0][4])
        self.assertEqual(2, self.link.asked.count('wait'))

    def test_libvirt_knows_nothing_of_it(self):
        self.link.domainListGetStats = lambda *_: []
        self.assertIsNone(self.read()[0][4])

    def test_an_answer_that_is_not_waited_for(self):
        self.questions.missed((INSTANCE, 5))
        self.assertEqual([('answer', 1, 1, INSTANCE, None)],
                         self.journal.told)


class SampleTest(QuestionsTest):

    def sample(self, *instance_ids):
        return self.use(self.questions.sample(self.link, instance_ids))

    def test_it_waits_for_nobody(self):
        (name, at_ns, samples), = self.sample(INSTANCE)
        self.assertEqual(('samples', 1, 1), (name, at_ns, len(samples)))
        self.assertEqual(['some'], self.link.asked)

    def test_one_that_fails_spoils_no_other(self):
        self.link.domains.append(libvirts.Domain(_OTHER, 8))
        self.link.failures = [DYING]
        self.assertEqual(
            [_OTHER], [each.instance_id for each in self.sample(
                'unknown', INSTANCE, _OTHER)[0][2]])

    def test_libvirt_away(self):
        self.link.failures = [BROKEN]
        self.assertEqual([], self.sample(INSTANCE))


class MeetTest(QuestionsTest):

    def meet(self, domain_id=7):
        return self.use(self.questions.meet(self.link,
                                            (INSTANCE, domain_id)))

    def test_an_instance(self):
        self.assertEqual(
            [('met', INSTANCE, 7,
              Facts('17/4', 99, {'vnet0': 'fa:16:3e:00:00:01'}))],
            self.meet())
        self.assertEqual([('instance-7', INSTANCE)], self.processes.asked)

    def test_a_process_that_is_not_found(self):
        self.processes = Processes(None)
        self.questions = self.new_questions()
        self.assertIsNone(self.meet()[0][3].process)

    def test_guests_of_another_machine_have_no_process_here(self):
        self.processes = None
        self.questions = self.new_questions()
        self.assertEqual(Facts(macs={'vnet0': 'fa:16:3e:00:00:01'}),
                         self.meet()[0][3])

    def test_other_guests_are_ignored(self):
        self.link.domains = [libvirts.Domain(xml=libvirts.OTHER_XML)]
        with self.assertLogs('billing_listener', 'INFO'):
            self.assertEqual([('ignore', INSTANCE, 7)], self.meet())

    def test_unless_all_are_wanted(self):
        self.link.domains = [libvirts.Domain(xml=libvirts.OTHER_XML)]
        self.questions = self.new_questions(all_domains=True)
        self.assertEqual('met', self.meet()[0][0])

    def test_xml_that_cannot_be_read_is_taken_for_an_instance(self):
        for xml in ('<!DOCTYPE x><domain/>', '', '<domain>' * 200):
            self.link.domains = [libvirts.Domain(xml=xml)]
            with self.assertLogs('billing_listener', 'WARNING'):
                self.assertEqual(('met', INSTANCE, 7, Facts('17/4', 99, {})),
                                 self.meet()[-1])

    def test_one_that_is_gone_already(self):
        self.link.domains.clear()
        self.assertEqual([('met', INSTANCE, 7, Facts())], self.meet())

    def test_another_life_of_it(self):
        self.assertEqual([('met', INSTANCE, 6, Facts())], self.meet(6))

    def test_libvirt_away(self):
        self.link.lookupByUUIDString = self.fail_with(BROKEN)
        self.assertEqual([], self.meet())

    @staticmethod
    def fail_with(error):
        def fail(*_):
            raise error
        return fail
