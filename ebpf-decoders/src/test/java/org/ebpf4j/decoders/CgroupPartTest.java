// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths as container engines, Kubernetes and systemd make them; {@code ID} stands for a container's id. */
class CgroupPartTest {
    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String STATIC_POD = "fedcba9876543210".repeat(2);

    @ParameterizedTest
    @CsvSource({
        "/sys/fs/cgroup, none, none, none",
        "/sys/fs/cgroup/system.slice/ssh.service, none, none, ssh.service",
        "/sys/fs/cgroup/system.slice/docker-ID.scope, ID, none, docker-ID.scope",
        "/sys/fs/cgroup/memory/docker/ID, ID, none, none",
        "/sys/fs/cgroup/docker/ID/init.scope, ID, none, init.scope",
        "/sys/fs/cgroup/machine.slice/libpod-ID.scope/container, ID, none, libpod-ID.scope",
        "/sys/fs/cgroup/machine.slice/libpod-conmon-ID.scope, none, none, libpod-conmon-ID.scope",
        "/sys/fs/cgroup/system.slice/crio-conmon-ID.scope, none, none, crio-conmon-ID.scope",
        "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-ID.scope, ID, none, user@1000.service",
        "/sys/fs/cgroup/user.slice/user-1000.slice, none, none, user-1000.slice",
        "/sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope, none, none, session-3.scope",
        "/sys/fs/cgroup/kubepods/burstable/pod5c9e3f0a-1d2b-4c3d-8e4f-a0b1c2d3e4f5/ID, ID, 5c9e3f0a-1d2b-4c3d-8e4f-a0b1c2d3e4f5, none",
        "/sys/fs/cgroup/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod5c9e3f0a_1d2b_4c3d_8e4f_a0b1c2d3e4f5.slice/cri-containerd-ID.scope, ID, 5c9e3f0a-1d2b-4c3d-8e4f-a0b1c2d3e4f5, cri-containerd-ID.scope",
        "/sys/fs/cgroup/kubepods.slice/kubepods-pod5c9e3f0a_1d2b_4c3d_8e4f_a0b1c2d3e4f5.slice/crio-ID.scope, ID, 5c9e3f0a-1d2b-4c3d-8e4f-a0b1c2d3e4f5, crio-ID.scope",
        "/sys/fs/cgroup/kubepods.slice/kubepods-podSTATIC.slice/crio-ID.scope/container, ID, STATIC, crio-ID.scope",
        "/sys/fs/cgroup/cpu/kubepods/podSTATIC/ID, ID, STATIC, none",
        "/sys/fs/cgroup/kubepods-burstable-pod5c9e3f0a_1d2b_4c3d_8e4f_a0b1c2d3e4f5.slice:cri-containerd:ID, ID, 5c9e3f0a-1d2b-4c3d-8e4f-a0b1c2d3e4f5, none",
        "/sys/fs/cgroup/docker/IDff, none, none, none",
        "/sys/fs/cgroup/podcast.slice/pod.service, none, none, pod.service"
    })
    void pathsSayWhoMadeThem(String path, String container, String pod, String unit) {
        assertEquals(filled(container), Label.of(Decoders.container(), filled(path)));
        assertEquals(filled(pod), Label.of(Decoders.pod(), filled(path)));
        assertEquals(filled(unit), Label.of(Decoders.systemdUnit(), filled(path)));
    }

    private static String filled(String text) {
        return text.replace("ID", ID).replace("STATIC", STATIC_POD);
    }

    /** In a cgroup that holds another container's, as with Docker in Docker. */
    @Test
    void theInnermostContainerCounts() {
        String outer = "f".repeat(64);
        assertEquals(ID, Label.of(Decoders.container(), "/sys/fs/cgroup/docker/" + outer + "/docker/" + ID));
    }

    @Test
    void aCgroupThatIsNotKnownIsNotSaidToBeOfNone() {
        assertEquals("unknown_cgroup_id:7", Label.of(Decoders.container(), "unknown_cgroup_id:7"));
        assertEquals("unknown_cgroup_id:7", Label.of(Decoders.systemdUnit(), "unknown_cgroup_id:7"));
    }
}
