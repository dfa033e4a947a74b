/**
 * The NVIDIA driver and its libraries, bound by hand through the foreign function interface, and
 * the little that is built right on them. Nothing here knows tensors: addresses are longs, sizes
 * bytes.
 *
 * <p>{@link CudaDevice#reasonAbsent} says whether there is a device and why not; {@link
 * CudaDevice#of} gives one, with its {@link DeviceProperties}, its {@link CudaStream}s (of the
 * device, or the one that the calling thread set), its {@link CachingAllocator}, its {@link
 * Transfers} and its {@link KernelCompiler}:
 *
 * <pre>{@code
 * CudaDevice device = CudaDevice.of(0);
 * CudaStream stream = device.currentStream();
 * DeviceMemory x = device.allocator().allocate(4 * n, stream);           // close() when dropped
 * device.transfers().toDevice(segment, 0, x.address(), 4 * n, stream);   // returns at once
 * Kernel kernel = device.compiler().kernel("twice", source);             // memory, disk, or NVRTC
 * kernel.launch(stream, blocks, 256, LaunchArguments.begin().pointer(x.address()).i64(n));
 * Reference.reachabilityFence(x);
 * device.transfers().toHost(x.address(), segment, 0, 4 * n, stream);     // waits
 * }</pre>
 *
 * <p>The lifetime rule: what a launch or copy uses stays reachable until the call returns; from
 * then on the order of the stream protects it, even closed. Memory used in a stream that it was not
 * allocated for is told by {@link DeviceMemory#usedOn}.
 *
 * <p>Kernels see {@code prelude.cuh} and include nothing: {@code i8 u8 i16 u16 i32 u32 i64 u64},
 * the structs {@code f16} and {@code bf16} (from and to float), {@code INFINITY}, {@code NAN},
 * {@code GRID_STRIDE(i, n)} and {@code GRID_STRIDE_32}, {@code DYN_SMEM(T, name)}, {@code
 * T4J_POINTER(T, bits)} for addresses that a kernel reads from memory (a list of tensors), {@code
 * shuffle_xor}, {@code warp_reduce}, {@code block_reduce}, {@code atomic_add}, {@code
 * atomic_update}, {@code philox}. Pointers are parameters of their own, never part of a struct.
 *
 * <p>Errors are {@link CudaException}s, which are {@code DeviceException}s, with the function, its
 * arguments, and the driver's name and text; without memory an {@code OutOfMemoryError} with
 * figures.
 *
 * <p>Settings, as environment or property: {@code T4J_LIBCUDA}, {@code T4J_LIBNVRTC}, {@code
 * T4J_LIBCUBLASLT}, {@code T4J_LIBCUDNN} ({@code torch4j.libcuda} ...), {@code T4J_CUDA_PATH},
 * {@code T4J_KERNEL_CACHE}, {@code T4J_KERNEL_SOURCES} (a folder to write sources to), {@code
 * T4J_LAUNCH_BLOCKING}, {@code T4J_CUDA_CACHING}.
 */
@NullMarked
package org.torch4j.cuda.driver;

import org.jspecify.annotations.NullMarked;
