// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.nio.file.Path;
import java.util.Objects;

import org.kcoro.port.Settings;
import org.kcoro.zref.internal.RegionRegistry;

/** Settings of a registry of regions. Not thread-safe. */
public final class RegionsBuilder {

    private Path folder;
    private int leakSample;

    RegionsBuilder() {}

    /**
     * Takes the settings {@code regionFolder} and {@code leakSample} where they are set.
     *
     * @throws IllegalArgumentException when a setting cannot be used, with its name
     */
    public RegionsBuilder settings(Settings settings) {
        String text = settings.text("regionFolder", null);
        if (text != null) {
            folder = Path.of(text);
        }
        leakSample = settings.integer("leakSample", leakSample, 0, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Where shared regions have their files: a folder of this user's alone, made where there is
     * none. Unless told, {@code kcoro} in {@code XDG_RUNTIME_DIR} if that is set, else {@code
     * kcoro-UID} in {@code /dev/shm} if that is there, else {@code kcoro-USER} in the folder for
     * temporary files. Processes that share have the same.
     */
    public RegionsBuilder folder(Path folder) {
        this.folder = Objects.requireNonNull(folder, "folder");
        return this;
    }

    /**
     * What regions sample that are not told otherwise; 0 unless told.
     *
     * @param sample as of {@link PoolRegionBuilder#leakSample}
     * @throws IllegalArgumentException when it is negative
     */
    public RegionsBuilder leakSample(int sample) {
        if (sample < 0) {
            throw new IllegalArgumentException(
                    "leakSample is " + sample + "; it must be 0 or more");
        }
        leakSample = sample;
        return this;
    }

    /** Makes the registry. The caller closes it. */
    public Regions build() {
        return new RegionRegistry(folder, leakSample);
    }
}
