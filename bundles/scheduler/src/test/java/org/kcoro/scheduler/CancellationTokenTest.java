// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The tree of tokens and their actions; who waits under one is in {@link TokenWaitTest}. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancellationTokenTest {

    private static final int MANY = 100_000;

    @Test
    void aFreshOneIsNotCancelled() {
        CancellationToken token = CancellationToken.create();
        assertFalse(token.isCancelled());
        assertNull(token.reason());
        token.throwIfCancelled();
        assertEquals("cancellation token", token.toString());
    }

    @Test
    void aCancelTellsItsReason() {
        CancellationToken token = CancellationToken.create();
        assertTrue(token.cancel("enough"));
        assertTrue(token.isCancelled());
        assertEquals("enough", token.reason().getMessage());
        CancellationException thrown =
                assertThrows(CancellationException.class, token::throwIfCancelled);
        assertEquals("enough", thrown.getMessage());
        assertSame(token.reason(), thrown.getCause());
        assertTrue(token.toString().contains("enough"), token::toString);
    }

    @Test
    void twiceIsOnce() {
        CancellationToken token = CancellationToken.create();
        AtomicInteger runs = new AtomicInteger();
        token.onCancel(runs::incrementAndGet);
        CancellationException first = new CancellationException("first");
        assertTrue(token.cancel(first));
        assertFalse(token.cancel("second"));
        assertFalse(token.cancel(first), "the same reason again");
        assertSame(first, token.reason());
        assertEquals(1, runs.get());
    }

    @Test
    void whatIsCancelledWithItsParentIsNotCancelledAgain() {
        CancellationToken parent = CancellationToken.create();
        CancellationToken child = parent.child();
        CancellationException reason = new CancellationException("once");
        assertTrue(parent.cancel(reason));
        assertFalse(child.cancel(reason));
        assertFalse(child.cancel("again"));
        assertSame(reason, child.reason());
    }

    @Test
    void aCancelReachesTheDeepest() {
        CancellationToken root = CancellationToken.create();
        CancellationToken deepest = root;
        AtomicInteger runs = new AtomicInteger();
        for (int i = 0; i < MANY; i++) {
            deepest = deepest.child();
            deepest.onCancel(runs::incrementAndGet);
        }
        assertTrue(root.cancel("all of you"));
        assertEquals(MANY, runs.get());
        assertSame(root.reason(), deepest.reason());
    }

    @Test
    void aCancelReachesEveryChild() {
        CancellationToken root = CancellationToken.create();
        AtomicInteger runs = new AtomicInteger();
        List<CancellationToken> children = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            CancellationToken child = root.child();
            child.onCancel(runs::incrementAndGet);
            children.add(child);
        }
        root.cancel("all of you");
        assertEquals(MANY, runs.get());
        assertTrue(children.stream().allMatch(child -> child.reason() == root.reason()));
    }

    @Test
    void aCancelLeavesTheParentAndItsOtherChildrenAlone() {
        CancellationToken root = CancellationToken.create();
        CancellationToken left = root.child();
        CancellationToken right = root.child();
        left.cancel("left only");
        assertFalse(root.isCancelled());
        assertFalse(right.isCancelled());
        root.cancel("all");
        assertEquals("left only", left.reason().getMessage());
        assertEquals("all", right.reason().getMessage());
    }

    @Test
    void aChildOfACancelledOneIsCancelled() {
        CancellationToken root = CancellationToken.create();
        root.cancel("too late");
        CancellationToken child = root.child();
        assertSame(root.reason(), child.reason());
        assertTrue(child.child().isCancelled());
        child.close();
    }

    @Test
    void aClosedOneIsNoLongerCancelledWithItsParent() {
        CancellationToken root = CancellationToken.create();
        CancellationToken child = root.child();
        CancellationToken grandchild = child.child();
        child.close();
        child.close();
        root.cancel("all");
        assertFalse(child.isCancelled());
        assertFalse(grandchild.isCancelled());
        // It can still be cancelled itself.
        assertTrue(child.cancel("alone"));
        assertTrue(grandchild.isCancelled());
    }

    @Test
    void aClosedRegistrationDoesNotRun() {
        CancellationToken token = CancellationToken.create();
        List<Integer> ran = new ArrayList<>();
        List<CancellationToken.Registration> registrations = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            registrations.add(token.onCancel(() -> ran.add(number)));
        }
        // The first in the list, one amid it and the last.
        for (int i : new int[] {0, 2, 4, 2}) {
            registrations.get(i).close();
        }
        token.cancel("now");
        ran.sort(null);
        assertEquals(List.of(1, 3), ran);
        registrations.forEach(CancellationToken.Registration::close);
    }

    @Test
    void anActionOfACancelledOneRunsAtOnce() {
        CancellationToken token = CancellationToken.create();
        token.cancel("before");
        AtomicInteger runs = new AtomicInteger();
        CancellationToken.Registration registration = token.onCancel(runs::incrementAndGet);
        assertEquals(1, runs.get());
        registration.close();
        assertEquals(1, runs.get());
    }

    /** An action may use the token, and register and withdraw others. */
    @Test
    void anActionMayTouchTheTree() {
        CancellationToken root = CancellationToken.create();
        AtomicInteger runs = new AtomicInteger();
        CancellationToken child = root.child();
        CancellationToken.Registration[] own = new CancellationToken.Registration[1];
        own[0] =
                child.onCancel(
                        () -> {
                            own[0].close();
                            child.close();
                            assertFalse(root.cancel("again"));
                            child.onCancel(runs::incrementAndGet);
                            assertTrue(root.child().isCancelled());
                            runs.incrementAndGet();
                        });
        root.cancel("all");
        assertEquals(2, runs.get());
    }

    @Test
    void anActionThatFailsKeepsNobodyFromTheCancel() {
        CancellationToken root = CancellationToken.create();
        RuntimeException thrown = new IllegalStateException("an action fails");
        AtomicInteger runs = new AtomicInteger();
        List<CancellationToken> children = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            CancellationToken child = root.child();
            // The same object each time, and others.
            child.onCancel(
                    () -> {
                        throw thrown;
                    });
            child.onCancel(
                    () -> {
                        throw new IllegalArgumentException("another fails");
                    });
            child.onCancel(runs::incrementAndGet);
            children.add(child);
        }
        assertThrows(RuntimeException.class, () -> root.cancel("all"));
        assertEquals(5, runs.get());
        assertTrue(children.stream().allMatch(CancellationToken::isCancelled));
    }

    @Test
    void anErrorOfAnActionKeepsNobodyFromTheCancel() {
        CancellationToken root = CancellationToken.create();
        AtomicInteger runs = new AtomicInteger();
        root.onCancel(runs::incrementAndGet);
        CancellationToken before = root.child();
        root.onCancel(
                () -> {
                    throw new AssertionError("an action fails");
                });
        CancellationToken after = root.child();
        root.onCancel(runs::incrementAndGet);
        assertEquals(
                "an action fails",
                assertThrows(AssertionError.class, () -> root.cancel("all")).getMessage());
        assertEquals(2, runs.get());
        assertTrue(before.isCancelled());
        assertTrue(after.isCancelled());
    }

    @Test
    void whatIsGivenBackAtTheCloseIsGivenBack() {
        AtomicInteger closed = new AtomicInteger();
        CancellationToken parent = CancellationToken.create();
        CancellationToken token = CancellationToken.closing(parent, closed::incrementAndGet);
        token.close();
        assertEquals(1, closed.get());
        parent.cancel("all");
        assertFalse(token.isCancelled());
        CancellationToken.closing(null, closed::incrementAndGet).close();
        assertEquals(2, closed.get());
    }

    @Test
    void nullsAreRefused() {
        CancellationToken token = CancellationToken.create();
        assertThrows(NullPointerException.class, () -> token.cancel((String) null));
        assertThrows(NullPointerException.class, () -> token.cancel((CancellationException) null));
        assertThrows(NullPointerException.class, () -> token.onCancel(null));
        assertFalse(token.isCancelled());
    }

    /** A random tree, with closes and cancels, beside a plain one. */
    @Test
    void itDoesWhatATreeDoes() {
        Seeded.run(random -> compare(random, 2_000));
    }

    private static final class Model {
        private final List<Model> children = new ArrayList<>();
        private String reason;

        void cancel(String why) {
            if (reason == null) {
                reason = why;
                children.forEach(child -> child.cancel(why));
            }
        }
    }

    private static void compare(SplittableRandom random, int steps) {
        List<CancellationToken> tokens = new ArrayList<>(List.of(CancellationToken.create()));
        List<Model> models = new ArrayList<>(List.of(new Model()));
        List<Model> parents = new ArrayList<>();
        parents.add(null);
        List<AtomicInteger> runs = new ArrayList<>(List.of(new AtomicInteger()));
        tokens.get(0).onCancel(runs.get(0)::incrementAndGet);
        for (int i = 0; i < steps; i++) {
            int at = random.nextInt(tokens.size());
            int choice = random.nextInt(20);
            if (choice < 16) {
                tokens.add(tokens.get(at).child());
                Model model = new Model();
                Model parent = models.get(at);
                model.reason = parent.reason;
                parent.children.add(model);
                models.add(model);
                parents.add(parent);
                AtomicInteger run = new AtomicInteger();
                runs.add(run);
                tokens.get(tokens.size() - 1).onCancel(run::incrementAndGet);
            } else if (choice < 18) {
                tokens.get(at).close();
                if (parents.get(at) != null) {
                    parents.get(at).children.remove(models.get(at));
                }
            } else if (at > 20) {
                boolean first = models.get(at).reason == null;
                models.get(at).cancel("step " + i);
                assertEquals(first, tokens.get(at).cancel("step " + i));
            }
        }
        for (int i = 0; i < tokens.size(); i++) {
            String expected = models.get(i).reason;
            CancellationException reason = tokens.get(i).reason();
            assertEquals(expected, reason == null ? null : reason.getMessage());
            assertEquals(expected == null ? 0 : 1, runs.get(i).get());
        }
    }

    /** Each action runs once, whichever comes first; a closed one at most once. */
    @Test
    void registrationMeetsCancel() throws Exception {
        int rounds = Effort.of(20_000, 500_000);
        CancellationToken[] tokens = new CancellationToken[rounds];
        for (int i = 0; i < rounds; i++) {
            tokens[i] = CancellationToken.create();
        }
        AtomicInteger kept = new AtomicInteger();
        AtomicInteger withdrawn = new AtomicInteger();
        CancellationToken[] children = new CancellationToken[rounds];
        CyclicBarrier start = new CyclicBarrier(2);
        FutureTask<Integer> cancelling =
                Rig.thread(
                        "cancels",
                        () -> {
                            start.await();
                            int first = 0;
                            for (CancellationToken token : tokens) {
                                first += token.cancel("now") ? 1 : 0;
                            }
                            return first;
                        });
        start.await();
        for (int i = 0; i < rounds; i++) {
            tokens[i].onCancel(kept::incrementAndGet);
            tokens[i].onCancel(withdrawn::incrementAndGet).close();
            children[i] = tokens[i].child();
        }
        assertEquals(rounds, Rig.get(cancelling));
        assertEquals(rounds, kept.get());
        assertTrue(withdrawn.get() <= rounds);
        for (CancellationToken child : children) {
            assertTrue(child.isCancelled());
        }
    }

    /** Of many that cancel at once one is the first. */
    @Test
    void cancelMeetsCancel() throws Exception {
        int rounds = 5_000;
        CancellationToken[] tokens = new CancellationToken[rounds];
        AtomicInteger runs = new AtomicInteger();
        for (int i = 0; i < rounds; i++) {
            tokens[i] = CancellationToken.create();
            tokens[i].child().onCancel(runs::incrementAndGet);
        }
        CyclicBarrier start = new CyclicBarrier(3);
        List<FutureTask<Integer>> cancelling = new ArrayList<>();
        for (int k = 0; k < 3; k++) {
            cancelling.add(
                    Rig.thread(
                            "cancels",
                            () -> {
                                start.await();
                                int first = 0;
                                for (CancellationToken token : tokens) {
                                    first += token.cancel("now") ? 1 : 0;
                                }
                                return first;
                            }));
        }
        int first = 0;
        for (FutureTask<Integer> each : cancelling) {
            first += Rig.get(each);
        }
        assertEquals(rounds, first);
        assertEquals(rounds, runs.get());
    }
}
