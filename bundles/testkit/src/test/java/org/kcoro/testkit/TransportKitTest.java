// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.kcoro.ipc.PeerCredentials;
import org.kcoro.ipc.Transport;
import org.kcoro.ipc.TransportConnection;
import org.kcoro.ipc.TransportListener;
import org.kcoro.scheduler.Scheduler;

/** The kit of transports finds the faults that are planted for it. */
class TransportKitTest {

    private static Supplier<Transport> maker;

    static final class Subject extends TransportKit {

        @Override
        protected Transport newTransport() {
            return maker.get();
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(60);
        }
    }

    /** A transport that works, for faults to be planted in. */
    private static class Forwarding implements Transport {

        final Transport working = Transport.unixStream();

        @Override
        public String name() {
            return "forwarding";
        }

        @Override
        public TransportListener listen(Scheduler scheduler, Path path) throws IOException {
            return new Listener(working.listen(scheduler, path));
        }

        @Override
        public TransportConnection connect(Scheduler scheduler, Path path) throws IOException {
            return wrap(working.connect(scheduler, path));
        }

        TransportConnection wrap(TransportConnection connection) {
            return connection;
        }

        class Listener implements TransportListener {
            final TransportListener listener;

            Listener(TransportListener listener) {
                this.listener = listener;
            }

            @Override
            public TransportConnection accept() throws IOException, InterruptedException {
                return wrap(listener.accept());
            }

            @Override
            public void close() throws IOException {
                listener.close();
            }
        }
    }

    private static class Connection implements TransportConnection {
        final TransportConnection working;

        Connection(TransportConnection working) {
            this.working = working;
        }

        @Override
        public int read(ByteBuffer buffer) throws IOException, InterruptedException {
            return working.read(buffer);
        }

        @Override
        public boolean tryWrite(ByteBuffer buffer) throws IOException {
            return working.tryWrite(buffer);
        }

        @Override
        public void awaitWritable() throws IOException, InterruptedException {
            working.awaitWritable();
        }

        @Override
        public PeerCredentials credentials() throws IOException {
            return working.credentials();
        }

        @Override
        public void close() throws IOException {
            working.close();
        }
    }

    private interface Fault {
        TransportConnection in(TransportConnection working);
    }

    private static void assertRed(String test, Class<? extends Throwable> failure, Fault fault) {
        maker =
                () ->
                        new Forwarding() {
                            @Override
                            TransportConnection wrap(TransportConnection connection) {
                                return fault.in(connection);
                            }
                        };
        KitRun.assertRed(Subject.class, test, failure);
    }

    @Test
    void aTransportWithoutFaultPasses() {
        maker = Forwarding::new;
        KitRun.assertGreen(Subject.class);
    }

    @Test
    void aPacketWhoseRestIsLostIsFound() {
        // What a transport of packets does that reads them into a buffer that is too small.
        assertRed(
                "aBufferThatIsSmallLosesNothing",
                AssertionError.class,
                working ->
                        new Connection(working) {
                            private boolean lost;

                            @Override
                            public int read(ByteBuffer buffer)
                                    throws IOException, InterruptedException {
                                if (!lost) {
                                    lost = true;
                                    super.read(ByteBuffer.allocate(1));
                                }
                                return super.read(buffer);
                            }

                            @Override
                            public boolean tryWrite(ByteBuffer buffer) throws IOException {
                                // So that the reader does not wait for what it has lost.
                                boolean all = super.tryWrite(buffer);
                                return all && super.tryWrite(ByteBuffer.allocate(1));
                            }
                        });
    }

    @Test
    void anEndThatIsNoneIsFound() {
        assertRed(
                "whatWasWrittenBeforeACloseIsReadAndThenTheEnd",
                AssertionError.class,
                working ->
                        new Connection(working) {
                            @Override
                            public int read(ByteBuffer buffer)
                                    throws IOException, InterruptedException {
                                return Math.max(0, super.read(buffer));
                            }
                        });
    }

    @Test
    void aTransportThatTakesEverythingIsFound() {
        assertRed(
                "aPeerThatDoesNotReadHoldsUpAWriteAndNotTheWorker",
                AssertionError.class,
                working ->
                        new Connection(working) {
                            @Override
                            public boolean tryWrite(ByteBuffer buffer) {
                                buffer.position(buffer.limit());
                                return true;
                            }
                        });
    }

    @Test
    void credentialsThatArePretendedAreFound() {
        assertRed(
                "eachSideKnowsTheUserOfTheOther",
                AssertionError.class,
                working ->
                        new Connection(working) {
                            @Override
                            public PeerCredentials credentials() throws IOException {
                                return new PeerCredentials(null, super.credentials().group());
                            }
                        });
    }

    @Test
    void aSocketThatStaysIsFound() {
        maker =
                () ->
                        new Forwarding() {
                            @Override
                            public TransportListener listen(Scheduler scheduler, Path path)
                                    throws IOException {
                                return new Listener(working.listen(scheduler, path)) {
                                    @Override
                                    public void close() throws IOException {
                                        super.close();
                                        if (!Files.exists(path)) {
                                            Files.createFile(path);
                                        }
                                    }
                                };
                            }
                        };
        KitRun.assertRed(Subject.class, "aSocketIsItsOwnersAndGoesWithItsListener");
    }
}
