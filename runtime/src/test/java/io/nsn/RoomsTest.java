package io.nsn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Imports between rooms: each may import what its line lists, and there are no cycles. */
@AnalyzeClasses(packages = "io.nsn", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule ROOMS = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("api").definedBy("io.nsn.api")
            .layer("ffi").definedBy("io.nsn.ffi..")
            .layer("counters").definedBy("io.nsn.counters")
            .layer("config").definedBy("io.nsn.config")
            .layer("port").definedBy("io.nsn.port..")
            .layer("stack").definedBy("io.nsn.stack..")
            .layer("shm").definedBy("io.nsn.shm")
            .layer("control").definedBy("io.nsn.control")
            .layer("client").definedBy("io.nsn.client")
            .layer("abi").definedBy("io.nsn.client.abi")
            .layer("datapath").definedBy("io.nsn.datapath..")
            .layer("daemon").definedBy("io.nsn.daemon")
            .whereLayer("api").mayNotAccessAnyLayer()
            .whereLayer("ffi").mayNotAccessAnyLayer()
            .whereLayer("counters").mayNotAccessAnyLayer()
            .whereLayer("config").mayNotAccessAnyLayer()
            .whereLayer("port").mayOnlyAccessLayers("ffi", "counters")
            .whereLayer("stack").mayNotAccessAnyLayer()
            .whereLayer("shm").mayOnlyAccessLayers("ffi")
            .whereLayer("control").mayOnlyAccessLayers("ffi")
            .whereLayer("client").mayOnlyAccessLayers("api", "config", "control", "shm", "ffi")
            .whereLayer("datapath").mayOnlyAccessLayers("counters", "shm", "ffi", "port", "stack")
            .whereLayer("daemon").mayOnlyAccessLayers("api", "config", "control", "shm", "ffi", "counters", "datapath",
                    "client")
            .whereLayer("abi").mayOnlyAccessLayers("api", "config", "client", "daemon", "ffi");

    @ArchTest
    static final ArchRule DPDK = noClasses().that().resideOutsideOfPackages("io.nsn.port.dpdk", "io.nsn.ffi.dpdk")
            .should().dependOnClassesThat().resideInAPackage("io.nsn.ffi.dpdk");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("io.nsn.(**)").should().beFreeOfCycles();
}
