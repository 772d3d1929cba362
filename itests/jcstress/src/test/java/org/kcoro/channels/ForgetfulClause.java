// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.lang.reflect.Proxy;

import org.kcoro.scheduler.Parker;

/** A clause with a planted fault: it forgets what it is given while its select waits. */
final class ForgetfulClause extends ReceiveClause<Integer> {

    private final ReceiveClause<Integer> sound;
    private boolean claimed;

    private ForgetfulClause(Channel<Integer> channel, ReceiveClause<Integer> sound) {
        super(channel);
        this.sound = sound;
    }

    /** A channel with such clauses. */
    @SuppressWarnings("unchecked") // a proxy of Channel<Integer>
    static Channel<Integer> channel(Channel<Integer> sound) {
        return (Channel<Integer>)
                Proxy.newProxyInstance(
                        Channel.class.getClassLoader(),
                        new Class<?>[] {Channel.class},
                        (proxy, method, arguments) ->
                                method.getName().equals("newReceiveClause")
                                        ? new ForgetfulClause(
                                                (Channel<Integer>) proxy, sound.newReceiveClause())
                                        : method.invoke(sound, arguments));
    }

    @Override
    public Integer element() {
        return claimed ? 0 : sound.element();
    }

    @Override
    protected void prepare() {
        claimed = false;
        sound.prepare();
    }

    @Override
    protected Attempt attempt() {
        return sound.attempt();
    }

    @Override
    protected Attempt enrol(Selection selection) {
        return sound.enrol(
                new Selection() {
                    @Override
                    public boolean isWaiting() {
                        return selection.isWaiting();
                    }

                    @Override
                    public Parker parker() {
                        return selection.parker();
                    }

                    @Override
                    public Claim claim(Clause clause) {
                        Claim claim = selection.claim(ForgetfulClause.this);
                        claimed |= claim == Claim.YOURS;
                        return claim;
                    }

                    @Override
                    public void complete(Attempt attempt) {
                        selection.complete(attempt);
                    }

                    @Override
                    public void fail(Throwable failure) {
                        selection.fail(failure);
                    }

                    @Override
                    public void retry() {
                        selection.retry();
                    }
                });
    }

    @Override
    protected void waits() {
        sound.waits();
    }

    @Override
    protected void withdraw(boolean chosen) {
        sound.withdraw(chosen);
    }

    @Override
    protected ChannelClosedException closedException() {
        return sound.closedException();
    }
}
