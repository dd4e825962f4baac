// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Kernel;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Does what {@link KernelTest} promises. */
class KernelExtension
        implements ExecutionCondition,
                BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback,
                ParameterResolver {
    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(KernelExtension.class);

    private final KernelHost host;

    KernelExtension() {
        this(new KernelHost());
    }

    KernelExtension(KernelHost host) {
        this.host = host;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        // What is required is let through to fail in the callbacks: a condition can only skip.
        return missing(context)
                .filter(reason -> !host.isRequired())
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("The host gives what is needed."));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        begin(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        begin(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        end(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        end(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Kernel.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return kernel(context);
    }

    private void begin(ExtensionContext context) {
        missing(context).ifPresent(reason -> {
            throw new AssertionError(reason + " (a failure and no skip because of -Debpf.tests=require)");
        });
        LeakCheck check = LeakCheck.begin(host.leakSources(kernel(context)));
        context.getStore(STORE).put(context.getUniqueId(), check);
    }

    private void end(ExtensionContext context) {
        LeakCheck check = context.getStore(STORE).remove(context.getUniqueId(), LeakCheck.class);
        if (check == null) {
            return;
        }
        Set<String> leaks = check.leaks(host.patience());
        if (!leaks.isEmpty()) {
            throw new AssertionError(context.getDisplayName() + " left behind: " + String.join("; ", leaks));
        }
    }

    private Kernel kernel(ExtensionContext context) {
        return context.getRoot().getStore(STORE).computeIfAbsent(Kernel.class, unused -> host.open(), Kernel.class);
    }

    /** Why the host can't run the test; the needs of its class and of the classes around it count as its own. */
    private Optional<String> missing(ExtensionContext context) {
        Set<Need> needs = EnumSet.noneOf(Need.class);
        for (Optional<ExtensionContext> at = Optional.of(context);
                at.isPresent();
                at = at.get().getParent()) {
            needs.addAll(needs(at.get()));
        }
        Kernel kernel;
        try {
            kernel = kernel(context);
        } catch (UnsupportedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        return needs.stream()
                .flatMap(need -> missing(need, kernel, context).stream())
                .findFirst();
    }

    /** What one element states, without what is around it. */
    List<Need> needs(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), KernelTest.class)
                .map(test -> List.of(test.needs()))
                .orElse(List.of());
    }

    /** Tries each need once. */
    @SuppressWarnings("unchecked")
    private static Optional<String> missing(Need need, Kernel kernel, ExtensionContext context) {
        return context.getRoot()
                .getStore(STORE)
                .computeIfAbsent(need, unused -> need.missingOn(kernel), Optional.class);
    }
}
