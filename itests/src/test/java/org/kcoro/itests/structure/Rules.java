// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.structure;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** The rules of the house. Each answers what breaks it, in words. */
final class Rules {

    private static final String OURS = "org.kcoro";
    private static final String LICENCE = "SPDX-License-Identifier: BSD-3-Clause";
    private static final List<String> HEADER =
            List.of("// Copyright (c) 2026, the kcoro authors", "// " + LICENCE);

    private Rules() {}

    /** A bundle imports only bundles listed before it; nothing imports an adapter. */
    static List<String> order(House house) {
        List<String> broken = new ArrayList<>();
        Set<String> modulesBefore = new HashSet<>();
        Set<String> packagesBefore = new HashSet<>();
        for (House.Bundle bundle : house.bundles()) {
            for (ModuleDescriptor.Requires required : bundle.descriptor().requires()) {
                if (required.name().startsWith(OURS) && !modulesBefore.contains(required.name())) {
                    broken.add(bundle.artifactId() + " requires module " + required.name());
                }
            }
            for (String imported : bundle.packages("Import-Package").keySet()) {
                if (imported.startsWith(OURS)
                        && !packagesBefore.contains(imported)
                        && !bundle.packages("Export-Package").containsKey(imported)) {
                    broken.add(bundle.artifactId() + " imports package " + imported);
                }
            }
            boolean adapter = bundle.jar().toString().contains("/adapters/");
            if (!adapter) {
                modulesBefore.add(bundle.descriptor().name());
                packagesBefore.addAll(bundle.packages("Export-Package").keySet());
            }
        }
        return broken;
    }

    /** Manifest, module and build agree on names and exports; exports have versions. */
    static List<String> agreement(House.Bundle bundle) throws IOException {
        List<String> broken = new ArrayList<>();
        String id = bundle.artifactId();
        if (!bundle.header("Bundle-SymbolicName").equals(id)) {
            broken.add(id + ": its symbolic name is " + bundle.header("Bundle-SymbolicName"));
        }
        if (!bundle.descriptor().name().equals(id)) {
            broken.add(id + ": its module is " + bundle.descriptor().name());
        }
        if (!bundle.header("Bundle-License").equals("BSD-3-Clause")) {
            broken.add(id + ": its licence is '" + bundle.header("Bundle-License") + "'");
        }
        Set<String> exports = new TreeSet<>();
        bundle.descriptor().exports().forEach(export -> exports.add(export.source()));
        Map<String, String> exported = bundle.packages("Export-Package");
        if (!exports.equals(exported.keySet())) {
            broken.add(
                    id + ": the module exports " + exports + ", the bundle " + exported.keySet());
        }
        exported.forEach(
                (name, version) -> {
                    if (version.isEmpty()) {
                        broken.add(id + ": package " + name + " has no version");
                    }
                    if (name.contains("internal")) {
                        broken.add(id + ": package " + name + " is exported");
                    }
                });
        try (JarFile jar = new JarFile(bundle.jar().toFile())) {
            if (jar.getEntry("META-INF/LICENSE") == null) {
                broken.add(id + ": its jar has no licence text");
            }
            if (jar.stream().mapToLong(JarEntry::getTime).distinct().count() > 1) {
                broken.add(id + ": its jar has entries of several times");
            }
        }
        for (String header : List.of("Bnd-LastModified", "Built-By", "Created-By", "Build-Date")) {
            if (!bundle.header(header).isEmpty()) {
                broken.add(id + ": its manifest has " + header);
            }
        }
        return broken;
    }

    /** No internal type stands in what a public type shows. */
    static List<String> signatures(Class<?> type) {
        Set<String> shown = new TreeSet<>();
        if (type.getGenericSuperclass() != null) {
            shown.add(type.getGenericSuperclass().getTypeName());
        }
        addAll(shown, type.getGenericInterfaces());
        for (Field field : type.getDeclaredFields()) {
            if (isShown(field.getModifiers())) {
                shown.add(field.getGenericType().getTypeName());
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isShown(method.getModifiers())) {
                shown.add(method.getGenericReturnType().getTypeName());
                addAll(shown, method);
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isShown(constructor.getModifiers())) {
                addAll(shown, constructor);
            }
        }
        return shown.stream()
                .filter(name -> name.contains(".internal."))
                .map(name -> type.getName() + " shows " + name)
                .toList();
    }

    private static boolean isShown(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static void addAll(Set<String> shown, Executable executable) {
        addAll(shown, executable.getGenericParameterTypes());
        addAll(shown, executable.getGenericExceptionTypes());
    }

    private static void addAll(Set<String> shown, Type[] types) {
        Arrays.stream(types).map(Type::getTypeName).forEach(shown::add);
    }

    /** A source file begins with the header; scripts, POMs and settings name the licence. */
    static List<String> header(Path file) throws IOException {
        String name = file.getFileName().toString();
        List<String> lines = Files.readAllLines(file);
        boolean kept =
                name.endsWith(".java")
                        ? lines.size() > 1 && lines.subList(0, 2).equals(HEADER)
                        : lines.stream().anyMatch(line -> line.contains(LICENCE));
        return kept ? List.of() : List.of(file + " does not name its licence");
    }

    /** A third-party jar is on the list of those whose licence was looked at. */
    static List<String> licence(String jar, Map<String, String> allowed) {
        String name = jar.replaceFirst("\\.jar$", "");
        return name.startsWith(OURS) || allowed.containsKey(name)
                ? List.of()
                : List.of(jar + " is not on the licence list");
    }
}
