// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kcoro.channels.Seeded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaiterQueueTest {

    private final WaiterQueue<Integer> queue = new WaiterQueue<>();
    private final List<Waiter<Integer>> model = new ArrayList<>();

    private void check() {
        assertEquals(model.size(), queue.size());
        queue.checkInvariants();
    }

    private void add(int element) {
        Waiter<Integer> waiter = Waiter.sender(element, 1);
        queue.add(waiter);
        model.add(waiter);
        check();
    }

    private void poll() {
        Waiter<Integer> expected = model.isEmpty() ? null : model.remove(0);
        assertSame(expected, queue.claimFirst(null));
        check();
    }

    private void remove(int index) {
        queue.remove(model.remove(index));
        check();
    }

    @Test
    void anEmptyQueueHasNobody() {
        assertEquals(0, queue.size());
        assertNull(queue.claimFirst(null));
        assertEquals(0, queue.size());
    }

    @Test
    void anyoneCanLeave() {
        for (int leaving = 0; leaving < 4; leaving++) {
            for (int i = 0; i < 4; i++) {
                add(i);
            }
            remove(leaving);
            while (!model.isEmpty()) {
                poll();
            }
            poll();
        }
    }

    @Test
    void whoHasLeftCanComeAgain() {
        add(1);
        Waiter<Integer> waiter = model.get(0);
        remove(0);
        add(2);
        queue.add(waiter);
        model.add(waiter);
        poll();
        poll();
        poll();
    }

    @Test
    void itDoesWhatAListDoes() {
        Seeded.run(
                random -> {
                    for (int i = 0; i < 50_000; i++) {
                        int choice = random.nextInt(5);
                        if (choice < 3 && model.size() < 50) {
                            add(i);
                        } else if (choice == 3 || model.isEmpty()) {
                            poll();
                        } else {
                            remove(random.nextInt(model.size()));
                        }
                    }
                    while (!model.isEmpty()) {
                        poll();
                    }
                    assertNull(queue.claimFirst(null));
                });
    }

    @Test
    void whatIsWrongWithItIsNoticed() {
        add(1);
        add(2);
        model.get(0).setOutcome(Waiter.Outcome.TRANSFERRED);
        assertNoticed("K6");
        model.get(0).setOutcome(Waiter.Outcome.WAITING);
        model.get(1).previous = null;
        assertNoticed("does not know the one before it");
        model.get(1).previous = model.get(0);
        model.get(0).next = null;
        assertNoticed("a queue of 1 counts 2");
    }

    private void assertNoticed(String what) {
        String message = assertThrows(AssertionError.class, queue::checkInvariants).getMessage();
        assertTrue(message.contains(what), message);
    }
}
