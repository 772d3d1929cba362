// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

import org.kcoro.Kcoro;
import org.kcoro.channels.FlyweightChannel;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.Lease;
import org.kcoro.zref.LiveLeasesException;
import org.kcoro.zref.MappedRegion;
import org.kcoro.zref.PoolRegion;
import org.kcoro.zref.RegionSnapshot;
import org.kcoro.zref.Regions;

/** What the guide to regions and descriptors shows. */
public final class ZrefGuide {

    private ZrefGuide() {}

    /** Runs all of it. */
    public static void main(String[] arguments) throws Exception {
        try (Kcoro kcoro = Kcoro.start();
                Regions regions = Regions.create()) {
            pipe(kcoro, regions);
            batches(kcoro, regions);
            sharing(regions);
            leases(regions);
            files(regions);
            processes(regions);
            ending(regions);
        }
    }

    static void pipe(Kcoro kcoro, Regions regions) throws Exception {
        // tag::pipe[]
        PoolRegion pool = regions.pool("frames").blocks(1024, 64).build();
        FlyweightChannel<Descriptor> frames =
                Descriptor.channel("frames", channel -> channel.buffered(16));
        kcoro.launch(
                "producer",
                () -> {
                    Descriptor frame = new Descriptor(); // one for all frames
                    for (int i = 1; i <= 1000; i++) {
                        pool.allocate(1024, frame); // waits while all 64 blocks are leased
                        frame.setLong(0, i);
                        frames.send(frame); // the lease goes with it; frame is empty again
                    }
                    frames.close();
                });
        Coroutine<Long> consumer =
                kcoro.launch(
                        "consumer",
                        () -> {
                            Descriptor frame = new Descriptor();
                            long sum = 0;
                            while (frames.receiveIntoOrClosed(frame)) {
                                sum += frame.getLong(0);
                                frame.close(); // the block is free again
                            }
                            return sum;
                        });
        System.out.println(consumer.join());
        // end::pipe[]
    }

    static void batches(Kcoro kcoro, Regions regions) throws Exception {
        PoolRegion pool = regions.pool("packets in batches").blocks(1024, 256).build();
        FlyweightChannel<Descriptor> packets =
                Descriptor.channel("packets", channel -> channel.buffered(64));
        int total = 10_000;
        kcoro.launch("producer", () -> produce(pool, packets, total));
        // tag::batches[]
        Coroutine<Integer> consumer =
                kcoro.launch(
                        "consumer",
                        () -> {
                            Descriptor[] batch = descriptors(64);
                            int seen = 0;
                            for (int n; (n = packets.receiveSome(batch, 0, 64)) > 0; seen += n) {
                                Descriptor.closeAll(batch, 0, n);
                            }
                            return seen;
                        });
        // end::batches[]
        System.out.println(consumer.join());
    }

    private static Descriptor[] descriptors(int count) {
        Descriptor[] all = new Descriptor[count];
        Arrays.setAll(all, i -> new Descriptor());
        return all;
    }

    // tag::produce[]
    static void produce(PoolRegion pool, FlyweightChannel<Descriptor> packets, int total)
            throws InterruptedException {
        Descriptor[] batch = descriptors(64);
        for (int left = total; left > 0; ) {
            int taken = pool.allocateSome(1024, batch, 0, Math.min(left, 64)); // 1 at least
            for (int i = 0; i < taken; i++) {
                batch[i].setLong(0, left--);
            }
            for (int sent = 0; sent < taken; ) {
                sent += packets.sendSome(batch, sent, taken);
            }
        }
        packets.close();
    }
    // end::produce[]

    static void sharing(Regions regions) throws InterruptedException {
        // tag::sharing[]
        PoolRegion pool = regions.pool("packets").build();
        Descriptor packet = new Descriptor();
        Descriptor header = new Descriptor();
        pool.allocate(1500, packet);
        packet.setInt(0, 17);
        packet.slice(0, 20, header); // a lease of its own, through which nothing is written
        packet.close();
        System.out.println(header.getInt(0)); // the block lives as long as any lease of it
        header.close();
        try {
            header.getInt(0);
        } catch (IllegalStateException e) {
            System.out.println("an error, never a crash");
        }
        // end::sharing[]
    }

    static void leases(Regions regions) throws InterruptedException {
        // tag::leases[]
        PoolRegion pool = regions.pool("cache").blocks(4096, 8).leakSample(1).build();
        Descriptor page = new Descriptor();
        pool.allocate(4096, page);
        try (Lease lease = page.toLease()) { // an object: kept, shared, closed by any thread
            lease.segment().fill((byte) 7);
            System.out.println(lease.byteBuffer().get(100));
        }
        // end::leases[]
    }

    static void files(Regions regions) throws IOException {
        Path log = Files.createTempFile("kcoro", ".log");
        Files.writeString(log, "one line\nanother line\n");
        // tag::files[]
        MappedRegion region = regions.map("log", log).build();
        Descriptor line = new Descriptor();
        region.describe(9, 12, line);
        byte[] text = new byte[12];
        line.get(0, text, 0, 12);
        System.out.println(new String(text, StandardCharsets.UTF_8));
        line.close();
        // end::files[]
        Files.delete(log);
    }

    static void processes(Regions regions) throws IOException {
        // tag::processes[]
        MappedRegion ours = regions.share("samples", 1 << 20).build();
        long id = regions.export(ours); // tell it to another process of this user
        // end::processes[]
        // tag::open[]
        try (Regions others = Regions.create()) {
            MappedRegion theirs = others.open("their samples", id).build();
            System.out.println(theirs.size());
        }
        // end::open[]
    }

    static void ending(Regions regions) throws InterruptedException {
        PoolRegion pool = regions.pool("short").blocks(64, 4).build();
        Descriptor forgotten = new Descriptor();
        pool.allocate(64, forgotten);
        // tag::ending[]
        try {
            regions.unregister(pool, Duration.ofMillis(10));
        } catch (LiveLeasesException e) {
            System.out.println(e.leases().size() + " is live"); // and the pool goes on
        }
        RegionSnapshot snapshot = pool.snapshot();
        System.out.println(snapshot.live() + " of " + snapshot.leases());
        forgotten.close();
        regions.unregister(pool, Duration.ZERO);
        // end::ending[]
    }
}
