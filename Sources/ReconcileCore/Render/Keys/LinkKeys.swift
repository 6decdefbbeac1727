extension UnitKeys {
  /// The keys of .link files in systemd-udevd 247 to 262; `parsed` says what the marks mean.
  static let linkKeys = """
    [Match] Architecture* Credential*:252 Driver* Firmware*:251 Host* KernelCommandLine*
      KernelVersion*>Version Kind*:251 MACAddress* MachineTag*:262 OriginalName* Path*
      PermanentMACAddress* Property* Type* Version*:258 Virtualization*
    [EnergyEfficientEthernet] Enable:258 LinkMode*:258 TxLowPowerIdle:258 TxLowPowerIdleSec:258
    [Link] Advertise* Alias AlternativeName* AlternativeNamesPolicy AutoNegotiation
      AutoNegotiationFlowControl BitsPerSecond CoalescePacketRateHigh:250 CoalescePacketRateLow:250
      CoalescePacketRateSampleIntervalSec:250 CombinedChannels Description Duplex
      GenericReceiveOffload GenericReceiveOffloadHardware:250 GenericReceiveOffloadList:260
      GenericReceiveOffloadUDPForwarding:260 GenericSegmentOffloadMaxBytes:248
      GenericSegmentOffloadMaxSegments:248 GenericSegmentationOffload IRQAffinity*:261
      IRQAffinityNUMA:261 IRQAffinityPolicy:261 ImportProperty*:256 LargeReceiveOffload MACAddress
      MACAddressPolicy MDI:251 MTUBytes NTupleFilter:250 Name NamePolicy OtherChannels
      PartialGenericSegmentationOffload:258 Port Property*:256 ReceiveAll:258 ReceiveChecksumOffload
      ReceiveFCS:258 ReceivePacketSteeringCPUMask:256 ReceiveQueues:248 ReceiveVLANCTAGFilter:250
      ReceiveVLANCTAGHardwareAcceleration:250 RxBufferSize RxChannels RxCoalesceHighSec:250
      RxCoalesceIrqSec:250 RxCoalesceLowSec:250 RxCoalesceSec:250 RxFlowControl RxJumboBufferSize
      RxMaxCoalescedFrames:250 RxMaxCoalescedHighFrames:250 RxMaxCoalescedIrqFrames:250
      RxMaxCoalescedLowFrames:250 RxMiniBufferSize SR-IOVVirtualFunctions:251 ScatterGather:260
      ScatterGatherFragmentList:260 StatisticsBlockCoalesceSec:250 TCP6SegmentationOffload
      TCPECNSegmentationOffload:260 TCPMangleIdSegmentationOffload:260 TCPSegmentationOffload
      TransmitChecksumOffload TransmitQueueLength:248 TransmitQueues:248
      TransmitVLANCTAGHardwareAcceleration:250 TransmitVLANSTAGHardwareAcceleration:250 TxBufferSize
      TxChannels TxCoalesceHighSec:250 TxCoalesceIrqSec:250 TxCoalesceLowSec:250 TxCoalesceSec:250
      TxFlowControl TxMaxCoalescedFrames:250 TxMaxCoalescedHighFrames:250
      TxMaxCoalescedIrqFrames:250 TxMaxCoalescedLowFrames:250 UDPSegmentationOffload!247
      UnsetProperty*:256 UseAdaptiveRxCoalesce:250 UseAdaptiveTxCoalesce:250 WakeOnLan*
      WakeOnLanPassword:250
    [SR-IOV]+ LinkState:251 MACAddress:251 MACSpoofCheck:251 QualityOfService:251
      QueryReceiveSideScaling:251 Trust:251 VLANId:251 VLANProtocol:251 VirtualFunction:251
    """
}
