// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.benchmarks.Element;
import org.kcoro.benchmarks.Subject;
import org.kcoro.benchmarks.SubjectProvider;
import org.kcoro.benchmarks.Work;
import org.kcoro.benchmarks.subjects.Planted;
import org.kcoro.benchmarks.subjects.PlantedProvider;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every system does the whole of every work that it says it has; one that does not is noticed. */
@Timeout(60)
class WholeTest {

    private static final int SIZE = 1000;

    static Stream<Arguments> worksOfSystems() {
        return SubjectProvider.all().stream()
                .filter(p -> !p.system().startsWith(PlantedProvider.PREFIX))
                .flatMap(p -> p.works().stream().map(work -> Arguments.of(p.system(), work)));
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("worksOfSystems")
    void doesIt(String system, Work work) throws Exception {
        try (Subject subject = SubjectProvider.of(system).open(1)) {
            Whole.run(subject, work, work == Work.SPAWN ? 10 * SIZE : SIZE);
        }
    }

    /** What a conflated channel drops is no loss; and in a pair's turns a loss is a hang. */
    static Set<Work> exchanges() {
        Set<Work> works = Work.onChannels();
        works.removeAll(EnumSet.of(Work.CONFLATED, Work.PINGPONG));
        return works;
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void whatIsWholePasses(Work work) throws Exception {
        Whole.run(Planted.WHOLE.subject(), work, SIZE);
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void aLostElementIsAnError(Work work) {
        faulty(Planted.LOSES.subject(), work);
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void anElementThatComesTwiceIsAnError(Work work) {
        faulty(Planted.DOUBLES.subject(), work);
    }

    @Test
    void moreThanWasSentIsAnErrorAlsoWhereElementsAreDropped() throws Exception {
        Whole.run(Planted.LOSES.subject(), Work.CONFLATED, SIZE);
        faulty(Planted.DOUBLES.subject(), Work.CONFLATED);
    }

    @Test
    void aPayloadOfWhichOneEndIsLostIsAnError() throws Exception {
        long whole = 2 * 4 * Element.sum(SIZE / 4);
        for (Work work : Work.onPayloads()) {
            Whole.run(payloads(whole), work, SIZE);
            faulty(payloads(whole - 1), work);
        }
    }

    private static Subject payloads(long sum) {
        return new Subject() {
            @Override
            public long payloads(Work work, int count) {
                return sum;
            }
        };
    }

    @Test
    void anElementThatIsLostOnTheWayIsAnError() throws Exception {
        for (Work work : Work.onBridge()) {
            Whole.run(bridge(Element.sum(SIZE)), work, SIZE);
            faulty(bridge(Element.sum(SIZE) - 1), work);
        }
    }

    private static Subject bridge(long sum) {
        return new Subject() {
            @Override
            public long bridge(Work work, int count) {
                return sum;
            }
        };
    }

    @Test
    void aWrongSumOfLeavesIsAnError() {
        faulty(
                new Subject() {
                    @Override
                    public long skynet(int leaves) {
                        return leaves;
                    }
                },
                Work.SKYNET);
    }

    private static void faulty(Subject subject, Work work) {
        String message =
                assertThrows(IllegalStateException.class, () -> Whole.run(subject, work, SIZE))
                        .getMessage();
        assertTrue(message.startsWith("work " + work.label() + ": "), message);
    }
}
